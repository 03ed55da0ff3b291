using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance.Faults;

/// <summary>Finds tokens in what a system answered.</summary>
internal static class TokenBodies
{
    /// <summary>True when the call bought a token.</summary>
    public static bool IsTokenCall(HttpCall call) => !call.Faulted && TokensIn(call).Any();

    /// <summary>The texts of members whose names end with <c>token</c>.</summary>
    public static IEnumerable<string> TokensIn(HttpCall call)
    {
        if (call.ResponseBody.Length == 0 || !call.ResponseBody.AsSpan().TrimStart(" \r\n\t"u8).StartsWith("{"u8) || call.ResponseBody.AsSpan().IndexOf("oken\""u8) < 0)
            return [];
        try
        {
            using var document = JsonDocument.Parse(call.ResponseBody);
            return
            [
                .. document.RootElement.EnumerateObject()
                    .Where(member => member.Name.EndsWith("token", StringComparison.OrdinalIgnoreCase) && member.Value.ValueKind == JsonValueKind.String)
                    .Select(member => member.Value.GetString()!),
            ];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
