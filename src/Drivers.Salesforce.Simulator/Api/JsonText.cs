using System.Text.Json;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>JSON allows escapes that are no text; reading them later would throw.</summary>
internal static class JsonText
{
    /// <summary>Whether every name and string can be read.</summary>
    public static bool IsSound(JsonElement element)
    {
        try
        {
            Walk(element);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static void Walk(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray()) Walk(item);
                break;
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    _ = property.Name;
                    Walk(property.Value);
                }

                break;
        }
    }
}
