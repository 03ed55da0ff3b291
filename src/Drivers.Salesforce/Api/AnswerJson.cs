using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Reads answers that are small enough to be read as a whole. What is no answer is the error of an incomplete one.</summary>
internal static class AnswerJson
{
    internal static T? Read<T>(ReadOnlySpan<byte> body, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException exception)
        {
            throw Unreadable(exception);
        }
    }

    internal static async ValueTask<T?> ReadAsync<T>(Stream body, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonException exception)
        {
            throw Unreadable(exception);
        }
    }

    private static DriverException Unreadable(JsonException exception) =>
        new(DriverErrorCode.IncompleteResult, "Salesforce's answer has another form than expected. Try again.") { Retry = RetryAdvice.After, Detail = exception.GetType().Name };
}
