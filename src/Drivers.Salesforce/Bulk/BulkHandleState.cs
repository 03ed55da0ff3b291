using System.Text.Json;
using System.Text.Json.Serialization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>What the handle of a bulk write carries, so that another process can go on with it.</summary>
/// <param name="Object">The object.</param>
/// <param name="Mode">What is done.</param>
/// <param name="Key">The key field; null for an insert.</param>
internal sealed record BulkHandleState(
    [property: JsonPropertyName("o")] string Object,
    [property: JsonPropertyName("m"), JsonConverter(typeof(JsonStringEnumConverter<WriteMode>))] WriteMode Mode,
    [property: JsonPropertyName("k")] string? Key)
{
    internal static BulkHandleState Of(OperationHandle handle)
    {
        try
        {
            if (JsonSerializer.Deserialize(handle.State, SalesforceJson.Default.BulkHandleState) is { Object.Length: > 0 } state)
                return state;
        }
        catch (JsonException)
        {
            // Reported below: a handle that cannot be read is not ours.
        }

        throw new DriverException(DriverErrorCode.CursorExpired, "The handle is not one of this driver. Begin the write again.");
    }
}
