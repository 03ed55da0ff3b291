using System.Globalization;
using IntegrationAgent.Drivers.Salesforce.Simulator.Bulk;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>Finds the handler of a request. Paths are matched without case; empty segments and a trailing slash do not count.</summary>
internal sealed class ApiRouter
{
    private const int OldestRetired = 20;

    private readonly SimulatorState _state;
    private readonly OAuthHandler _oauth;
    private readonly DiscoveryHandler _discovery;
    private readonly QueryHandler _query;
    private readonly RecordsHandler _records;
    private readonly CollectionsHandler _collections;
    private readonly CompositeHandler _composite;
    private readonly ReplicationHandler _replication;
    private readonly LimitsHandler _limits;
    private readonly BulkHandler _bulk;
    private readonly TreeHandler _tree;
    private readonly SearchHandler _search;
    private readonly SoapHandler _soap;

    public ApiRouter(SimulatorState state)
    {
        _state = state;
        _oauth = new OAuthHandler(state);
        _discovery = new DiscoveryHandler(state);
        _query = new QueryHandler(state);
        _records = new RecordsHandler(state);
        _collections = new CollectionsHandler(state, _records);
        _composite = new CompositeHandler(state, Dispatch);
        _replication = new ReplicationHandler(state);
        _limits = new LimitsHandler(state);
        _bulk = new BulkHandler(state);
        _tree = new TreeHandler(state, _records);
        _search = new SearchHandler(state);
        _soap = new SoapHandler(state);
    }

    /// <summary>Answers any request; every refusal is an answer too.</summary>
    public ApiResponse Dispatch(ApiRequest request)
    {
        try
        {
            return Route(request);
        }
        catch (ApiError error)
        {
            return ApiResponse.Error(error);
        }
        catch (AmbiguousIdException ambiguous)
        {
            return ambiguous.Response;
        }
    }

    private static bool Is(string segment, string name) => segment.Equals(name, StringComparison.OrdinalIgnoreCase);

    private ApiResponse Route(ApiRequest request)
    {
        var s = request.Segments;
        if (s.Count >= 3 && Is(s[0], "services") && Is(s[1], "oauth2")) return _oauth.Handle(request);
        if (s.Count >= 1 && Is(s[0], "id")) return Authorized(request, () => _discovery.Identity(request));
        if (s.Count == 2 && Is(s[0], ".well-known") && Is(s[1], "openid-configuration")) return OAuthHandler.Configuration(request);
        if (s.Count == 4 && Is(s[0], "services") && Is(s[1], "Soap") && Is(s[2], "u")) return _soap.Handle(request);
        if (s.Count < 2 || !Is(s[0], "services") || !Is(s[1], "data")) throw ApiError.NotFound();
        if (s.Count == 2) return DiscoveryHandler.Versions();
        request.Version = Version(s[2]);
        return Authorized(request, () => Data(request));
    }

    private static int Version(string segment)
    {
        if (segment.Length < 4 || segment[0] is not ('v' or 'V') || !segment.EndsWith(".0", StringComparison.Ordinal)
            || !int.TryParse(segment.AsSpan(1, segment.Length - 3), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            throw ApiError.NotFound();
        }

        return version switch
        {
            > OldestRetired and < DiscoveryHandler.OldestVersion => throw new ApiError(410, "UNSUPPORTED_API_VERSION", $"The requested API version, v{version}.0, is retired"),
            >= DiscoveryHandler.OldestVersion and <= DiscoveryHandler.NewestVersion => version,
            _ => throw ApiError.NotFound(),
        };
    }

    private ApiResponse Authorized(ApiRequest request, Func<ApiResponse> body)
    {
        if (request.Nested) return body();
        if (OAuthHandler.Bearer(request) is not { } token || !_state.Sessions.IsValid(token)) throw ApiError.InvalidSession();
        var used = _state.CountCall();
        var response = used > _state.Options.DailyApiRequests
            ? ApiResponse.Error(new ApiError(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."))
            : Answer(body);
        return response.With("Sforce-Limit-Info", string.Create(CultureInfo.InvariantCulture, $"api-usage={_state.CallsToday}/{_state.Options.DailyApiRequests}"));
    }

    private static ApiResponse Answer(Func<ApiResponse> body)
    {
        try
        {
            return body();
        }
        catch (ApiError error)
        {
            return ApiResponse.Error(error);
        }
        catch (AmbiguousIdException ambiguous)
        {
            return ambiguous.Response;
        }
    }

    private ApiResponse Data(ApiRequest request)
    {
        var s = request.Segments;
        if (s.Count == 3) return _discovery.ResourceMap(request);
        switch (s[3].ToLowerInvariant())
        {
            case "query" when s.Count <= 5: return _query.Handle(request, includeDeleted: false);
            case "queryall" when s.Count <= 5: return _query.Handle(request, includeDeleted: true);
            case "limits" when s.Count == 4: return _limits.Limits();
            case "limits" when s.Count == 5 && Is(s[4], "recordCount"): return _limits.RecordCount(request);
            case "search" when s.Count == 4: return _search.Search(request);
            case "parameterizedsearch" when s.Count == 4: return _search.Parameterized(request);
            case "composite": return Composite(request);
            case "jobs" when s.Count <= 7: return _bulk.Handle(request);
            case "sobjects": return SObjects(request);
            case "tooling" when s.Count == 5 && Is(s[4], "query"): return Tooling(request);
            default: throw ApiError.NotFound();
        }
    }

    private ApiResponse SObjects(ApiRequest request)
    {
        var s = request.Segments;
        if (s.Count == 4) return Only(request, "GET", () => _discovery.Objects(request));
        var table = _state.Store.Find(s[4]) ?? throw ApiError.NotFound();
        if (s.Count == 5) return request.Method == "POST" ? _records.Create(request, table) : Only(request, "GET", () => DiscoveryHandler.Brief(request, table.Schema));
        if (s.Count == 6)
        {
            if (Is(s[5], "describe")) return Only(request, "GET", () => _discovery.Describe(request, table.Schema));
            if (Is(s[5], "updated")) return Only(request, "GET", () => _replication.Updated(request, table));
            if (Is(s[5], "deleted")) return Only(request, "GET", () => _replication.Deleted(request, table));
            if (Is(s[5], "Id")) return request.Method == "POST" ? _records.Create(request, table) : throw ApiError.MethodNotAllowed(request.Method, "GET,HEAD,POST");
            return _records.Record(request, table, s[5]);
        }

        return s.Count == 7 ? _records.ByExternalId(request, table, s[5], s[6]) : throw ApiError.NotFound();
    }

    private ApiResponse Composite(ApiRequest request)
    {
        var s = request.Segments;
        if (s.Count == 4) return Only(request, "POST", () => _composite.Composite(request));
        return s[4].ToLowerInvariant() switch
        {
            "sobjects" when s.Count <= 7 => _collections.Handle(request),
            "tree" when s.Count == 6 => Only(request, "POST", () => _tree.Handle(request, _state.Store.Find(s[5]) ?? throw ApiError.NotFound())),
            "graph" when s.Count == 5 => Only(request, "POST", () => _composite.Graph(request)),
            "batch" when s.Count == 5 => Only(request, "POST", () => _composite.Batch(request)),
            _ => throw ApiError.NotFound(),
        };
    }

    /// <summary>The tooling API has no objects here; the sf CLI asks it for sandboxes and accepts this answer.</summary>
    private static ApiResponse Tooling(ApiRequest request)
    {
        var query = request.Get("q") ?? "";
        var from = query.IndexOf(" from ", StringComparison.OrdinalIgnoreCase);
        var name = from < 0 ? "" : query[(from + 6)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "";
        throw new ApiError(400, "INVALID_TYPE", $"sObject type '{name}' is not supported.");
    }

    private static ApiResponse Only(ApiRequest request, string method, Func<ApiResponse> body) =>
        request.Method == method || (method == "GET" && request.Method == "HEAD") ? body() : throw ApiError.MethodNotAllowed(request.Method, method == "GET" ? "GET,HEAD" : method);
}
