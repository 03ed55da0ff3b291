using System.Text.Json;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>The control paths: what a test or a demo in another process does to the org.</summary>
internal sealed class ControlHandler(SalesforceSimulator simulator)
{
    public ApiResponse Handle(ApiRequest request)
    {
        try
        {
            var name = request.Segments.Count > 1 ? request.Segments[1].ToLowerInvariant() : "";
            if (request.Method == "GET") return Read(name);
            using var body = request.Body.Length > 0 ? request.Json() : JsonDocument.Parse("{}");
            return Act(name, body.RootElement);
        }
        catch (ApiError error)
        {
            return ApiResponse.Error(error);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or FormatException)
        {
            return ApiResponse.Error(new ApiError(400, "INVALID_INPUT", exception.Message));
        }
    }

    private ApiResponse Read(string name)
    {
        var json = new JsonBuffer(4096).Open();
        switch (name)
        {
            case "calls":
                foreach (var (kind, count) in simulator.CallCounts) json.Property(kind, count);
                return ApiResponse.Json(json.Close());
            case "log":
                json.Name("requests").OpenArray();
                foreach (var entry in simulator.RequestLog)
                    json.Separator().Open().Property("at", entry.At.ToString("O")).Property("method", entry.Method).Property("path", entry.Path).Property("status", entry.Status).Close();
                return ApiResponse.Json(json.CloseArray().Close());
            case "credentials":
                json.Property("clientId", simulator.ClientId).Property("clientSecret", simulator.ClientSecret).Property("username", simulator.Username);
                return ApiResponse.Json(json.Property("accessToken", simulator.IssueAccessToken()).Property("refreshToken", simulator.IssueRefreshToken()).Close());
            default: throw ApiError.NotFound();
        }
    }

    private ApiResponse Act(string name, JsonElement body)
    {
        string? Text(string property) => body.TryGetProperty(property, out var value) ? value.GetString() : null;
        int Number(string property, int otherwise) => body.TryGetProperty(property, out var value) ? value.GetInt32() : otherwise;
        IReadOnlyList<string> ids = [];
        switch (name)
        {
            case "update": ids = simulator.UpdateRecords(Text("object") ?? simulator.SourceObject, Number("count", 1)); break;
            case "create": ids = [simulator.CreateRecord(Text("object") ?? simulator.SourceObject, Values(body), TimeSpan.FromSeconds(Number("agoSeconds", 0)))]; break;
            case "delete": ids = [simulator.DeleteRecord(Text("object") ?? simulator.SourceObject, Text("id"))]; break;
            case "undelete": simulator.UndeleteRecord(Text("object") ?? simulator.SourceObject, Text("id") ?? ""); break;
            case "freeze": simulator.FreezeTime(); break;
            case "unfreeze": simulator.ResumeTime(); break;
            case "advance": simulator.AdvanceTime(TimeSpan.FromSeconds(Number("seconds", 0))); break;
            case "stop": simulator.StopServing(); break;
            case "resume": simulator.ResumeServing(); break;
            case "expire-tokens": simulator.ExpireTokens(); break;
            case "expire-locators": simulator.ExpireLocators(); break;
            case "clear-faults": simulator.ClearFaults(); break;
            case "clear-log": simulator.ClearLog(); break;
            case "fault":
                simulator.AddFault(new SimulatorFault
                {
                    Kind = Enum.Parse<FaultKind>(Text("kind") ?? "", ignoreCase: true),
                    PathContains = Text("path"),
                    Method = Text("method"),
                    After = Number("after", 0),
                    Times = Number("times", 1),
                    Delay = TimeSpan.FromMilliseconds(Number("delayMs", 1000)),
                });
                break;
            default: throw ApiError.NotFound();
        }

        var json = new JsonBuffer(512).Open().Name("ids").OpenArray();
        foreach (var id in ids) json.Separator().String(id);
        return ApiResponse.Json(json.CloseArray().Close());
    }

    private static Dictionary<string, string?> Values(JsonElement body) => body.TryGetProperty("values", out var values)
        ? values.EnumerateObject().DistinctBy(v => v.Name).ToDictionary(v => v.Name, v => v.Value.ValueKind == JsonValueKind.Null ? null : v.Value.ToString(), StringComparer.Ordinal)
        : [];
}
