using System.Text.Json;
using IntegrationAgent.Drivers.Salesforce.Simulator.Api;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Bulk;

/// <summary>The properties that both kinds of jobs are created with.</summary>
internal static class BulkText
{
    public static string? Property(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static string LineEnding(JsonElement body) => Property(body, "lineEnding") switch
    {
        null or "LF" => "LF",
        "CRLF" => "CRLF",
        var other => throw new ApiError(400, "API_ERROR", $"Invalid lineEnding: {other}"),
    };

    public static string Delimiter(JsonElement body)
    {
        var name = Property(body, "columnDelimiter") ?? "COMMA";
        return Csv.Delimiters.ContainsKey(name) ? name : throw new ApiError(400, "API_ERROR", $"Invalid columnDelimiter: {name}");
    }
}
