using System.Collections.Concurrent;
using System.Globalization;
using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>Versions, resources, object list, describe, identity.</summary>
internal sealed class DiscoveryHandler(SimulatorState state)
{
    public const int OldestVersion = 31;
    public const int NewestVersion = 66;

    private const int MostDescribes = 500;

    private static readonly string[] Resources = ["composite", "identity", "jobs", "limits", "query", "queryAll", "search", "sobjects", "tooling"];

    private readonly ConcurrentDictionary<(int Object, int Version, string Origin), byte[]> _describes = new();

    public static ApiResponse Versions()
    {
        var json = new JsonBuffer(8192).OpenArray();
        for (var version = OldestVersion; version <= NewestVersion; version++)
        {
            json.Separator().Open().Property("label", Label(version)).Property("url", $"/services/data/v{version}.0").Property("version", $"{version}.0").Close();
        }

        return ApiResponse.Json(json.CloseArray());
    }

    public ApiResponse ResourceMap(ApiRequest request)
    {
        var json = new JsonBuffer(1024).Open();
        foreach (var name in Resources)
        {
            json.Property(name, name == "identity" ? $"{request.Origin}/id/{state.OrganizationId}/{state.UserId}" : $"{request.BasePath}/{name}");
        }

        return ApiResponse.Json(json.Close());
    }

    public ApiResponse Objects(ApiRequest request)
    {
        var json = new JsonBuffer(65536).Open().Property("encoding", "UTF-8").Property("maxBatchSize", 200).Name("sobjects").OpenArray();
        foreach (var o in state.Schema.Objects.OrderBy(o => o.Name, StringComparer.Ordinal)) DescribeWriter.WriteBrief(json, o, request.BasePath);
        return ApiResponse.Json(json.CloseArray().Close());
    }

    public static ApiResponse Brief(ApiRequest request, ObjectSchema schema)
    {
        var json = new JsonBuffer(4096).Open().Name("objectDescribe");
        DescribeWriter.WriteBrief(json, schema, request.BasePath);
        json.Name("recentItems").OpenArray().CloseArray();
        return ApiResponse.Json(json.Close());
    }

    public ApiResponse Describe(ApiRequest request, ObjectSchema schema)
    {
        var changed = state.SchemaChanged.ToUniversalTime();
        if (request.Header("If-Modified-Since") is { } since
            && DateTimeOffset.TryParse(since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var known)
            && known.ToUnixTimeSeconds() >= changed.ToUnixTimeSeconds())
        {
            return ApiResponse.Empty(304);
        }

        var key = (schema.Index, request.Version, request.Origin);
        if (!_describes.TryGetValue(key, out var text))
        {
            using var buffer = new JsonBuffer(131072);
            DescribeWriter.Write(buffer, schema, request.BasePath, request.Origin, request.Version);
            if (_describes.Count > MostDescribes) _describes.Clear(); // the origin is the caller's choice
            _describes[key] = text = buffer.ToArray();
        }

        return ApiResponse.Json(new JsonBuffer(text.Length).Raw(text)).With("Last-Modified", changed.ToString("R", CultureInfo.InvariantCulture));
    }

    public ApiResponse Identity(ApiRequest request)
    {
        var user = state.Store.Get("User");
        string? Text(string field) => ((TextColumn)user.Find(field)!).Text(RecordRef.Row(state.Store.CurrentUser)); // standard fields
        var json = new JsonBuffer(2048).Open().Property("id", $"{request.Origin}/id/{state.OrganizationId}/{state.UserId}").Property("asserted_user", true);
        json.Property("user_id", state.UserId).Property("organization_id", state.OrganizationId).Property("username", state.Options.Username).Property("nick_name", "integration");
        json.Property("display_name", Text("Name")).Property("email", Text("Email")).Property("email_verified", true).Property("first_name", Text("FirstName")).Property("last_name", Text("LastName"));
        json.Property("timezone", state.Clock.Zone.Id).Property("active", true).Property("user_type", "STANDARD").Property("language", "en_US").Property("locale", "en_US").Property("utcOffset", 0);
        var rest = $"{request.Origin}/services/data/v{{version}}/";
        json.Name("urls").Open().Property("rest", rest).Property("sobjects", rest + "sobjects/").Property("query", rest + "query/").Close();
        return ApiResponse.Json(json.Property("is_app_installed", true).Close());
    }

    private static string Label(int version)
    {
        string[] seasons = ["Spring", "Summer", "Winter"];
        var n = version - 29; // v29 was Winter '14, v30 Spring '14, v31 Summer '14
        var season = seasons[(n + 2) % 3];
        var year = 14 + ((n + 0) / 3);
        return $"{season} '{year.ToString(CultureInfo.InvariantCulture)}";
    }
}
