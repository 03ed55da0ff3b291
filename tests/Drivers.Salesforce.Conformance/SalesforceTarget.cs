using System.Net;
using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Conformance;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Conformance;

/// <summary>A simulated org with one custom object, filled and read past the driver.</summary>
internal sealed class SalesforceTarget : ConformanceTarget
{
    private readonly SalesforceSimulator simulator;
    private readonly ConformanceObject held;
    private IReadOnlyList<string> more = [];
    private long changesPastDriver;
    private bool isExample;
    private long restored;
    private long accounts;

    private SalesforceTarget(SalesforceSimulator simulator, ConformanceObject held)
    {
        this.simulator = simulator;
        this.held = held;
        Settings = Connection(("auth", "client_credentials"));
        Credentials = new Dictionary<string, string>
        {
            ["SF_CLIENT_ID"] = simulator.ClientId,
            ["SF_CLIENT_SECRET"] = simulator.ClientSecret,
        };
        Refused =
        [
            new() { Name = "an unknown client id", Credentials = With("SF_CLIENT_ID", "3MVG9unknown.consumer.key") },
            new() { Name = "a wrong client secret", Credentials = With("SF_CLIENT_SECRET", "wrong-consumer-secret") },
            new() { Name = "no client secret", Credentials = With("SF_CLIENT_SECRET", "") },
            new() { Name = "a refresh token that was revoked", Settings = Connection(("auth", "refresh_token")), Credentials = With("SF_REFRESH_TOKEN", "5Aep861revoked-token") },
            new() { Name = "an access token that has expired", Settings = Connection(("auth", "access_token"), ("instance_url", Address)), Credentials = With("SF_ACCESS_TOKEN", "00Dexpired!token-of-yesterday") },
            new() { Name = "an unknown way to sign in", Settings = Connection(("auth", "magic")), Code = DriverErrorCode.InvalidValue },
        ];
        MissingScopes =
        [
            new() { Scope = "api", Credentials = With("SF_CLIENT_ID", ScopeHandler.Mark(simulator.ClientId, "api")) },
            new()
            {
                Scope = "refresh_token",
                Settings = Connection(("auth", "refresh_token")),
                Credentials = new Dictionary<string, string>(With("SF_CLIENT_ID", ScopeHandler.Mark(simulator.ClientId, "refresh_token"))) { ["SF_REFRESH_TOKEN"] = simulator.IssueRefreshToken() },
            },
        ];
    }

    public override ConnectionSettings Settings { get; }

    public override IReadOnlyDictionary<string, string> Credentials { get; }

    public override IReadOnlyList<RefusedConnection> Refused { get; }

    public override IReadOnlyList<MissingScope> MissingScopes { get; }

    public override IReadOnlyList<ConformanceFault> Faults { get; } =
    [
        Refusal("the quota of 24 hours is used up", HttpStatusCode.Forbidden, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.", DriverErrorCode.QuotaExhausted, RetryAdvice.AfterQuotaReset),
        Refusal("too many long requests at once", HttpStatusCode.Forbidden, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.", DriverErrorCode.RateLimited, RetryAdvice.After),
        Refusal("the user may not use the API", HttpStatusCode.Forbidden, "API_DISABLED_FOR_ORG", "API is not enabled for this Organization or Partner", DriverErrorCode.PermissionDenied, null),
        Refusal("a field that is hidden", HttpStatusCode.BadRequest, "INVALID_FIELD", "No such column 'Secret__c' on entity 'Machine__c'.", DriverErrorCode.FieldNotFound, null),
        Refusal("an object that is hidden", HttpStatusCode.BadRequest, "INVALID_TYPE", "sObject type 'Machine__c' is not supported.", DriverErrorCode.ObjectNotFound, null),
        Refusal("a query that took too long", HttpStatusCode.BadRequest, "QUERY_TIMEOUT", "Your query request was running for too long.", DriverErrorCode.Timeout, RetryAdvice.After),
        Refusal("a query that is malformed", HttpStatusCode.BadRequest, "MALFORMED_QUERY", "unexpected token: FORM", DriverErrorCode.InvalidQuery, null),
        Refusal("maintenance", HttpStatusCode.ServiceUnavailable, "SERVER_UNAVAILABLE", "The service is down for maintenance.", DriverErrorCode.Unavailable, RetryAdvice.After),
        new() { Name = "the org is being moved", Status = HttpStatusCode.NotAcceptable, Code = DriverErrorCode.Unavailable, Retry = RetryAdvice.After },
        Refusal("a locator that has expired", HttpStatusCode.BadRequest, "INVALID_QUERY_LOCATOR", "invalid query locator", DriverErrorCode.CursorExpired, null),
    ];

    public override IReadOnlyList<string> NativeWrites { get; } =
    [
        "DELETE FROM Machine__c",
        "UPDATE Machine__c SET Name = 'x'",
        "SELECT Id FROM Machine__c UPDATE VIEWSTAT",
        "SELECT Id FROM Machine__c FOR UPDATE",
    ];

    public override string NativeRead => $"SELECT {string.Join(", ", held.Fields.Select(one => one.Name))} FROM {held.Name}";

    public override string NativeReadByKey => $"{NativeRead} WHERE Key__c = :key";

    public override IReadOnlyList<string> MoreObjects => more;

    public override IReadOnlyList<ConformanceOperation> Operations =>
    [
        new()
        {
            Name = "abort_bulk_write",
            ArgumentsAsync = async (client, cancellationToken) =>
            {
                var request = new BulkWriteRequest
                {
                    Object = held.Name,
                    Mode = WriteMode.Insert,
                    Schema = new RecordSchema([new RecordField { Name = "Key__c", Type = FieldType.String }]),
                    CorrelationId = "kit-abort",
                };
                var job = await ((IBulkWriter)client).StartAsync(request, cancellationToken);
                return JsonSerializer.Serialize(new { job = job.Id });
            },
        },
        new()
        {
            Name = "profile_fields",
            ArgumentsAsync = (_, _) => ValueTask.FromResult(JsonSerializer.Serialize(new { objectName = held.Name, fields = held.Fields.Select(one => one.Name).ToArray() })),
        },
        new()
        {
            Name = "undelete",
            ArgumentsAsync = (_, _) =>
            {
                var id = simulator.Query($"SELECT Id FROM {held.Name} LIMIT 1")[0].GetProperty("Id").GetString()!;
                changesPastDriver++;
                simulator.DeleteRecord(held.Name, id);
                return ValueTask.FromResult(JsonSerializer.Serialize(new { ids = new[] { id } }));
            },
        },
    ];

    /// <summary>The org, for what an example needs.</summary>
    public SalesforceSimulator Simulator => simulator;

    /// <summary>A bulk job for the example that ends one.</summary>
    public string UnwantedJob { get; set; } = "";

    private string Address => simulator.Address.ToString();

    public static async Task<SalesforceTarget> StartAsync(ConformanceObject held, ConformanceStart start, CancellationToken cancellationToken)
    {
        var isExample = start.Example is not null;
        var simulator = await SalesforceSimulator.StartAsync(
            new SimulatorOptions
            {
                Leads = isExample ? SalesforceExamples.Leads : 0,
                Org = isExample ? SalesforceExamples.Org : MachineOrg.With(start.MoreObjects, start.MoreFields),
                TimeProvider = start.Clock,
                DailyApiRequests = 1_000_000,
            },
            cancellationToken);
        var target = new SalesforceTarget(simulator, held) { isExample = isExample, more = MachineOrg.Names(start.MoreObjects) };

        // The org of the examples has records of its own.
        foreach (var row in isExample ? [] : start.Records)
            simulator.CreateRecord(held.Name, target.Texts(row), target.Ago(row));
        return target;
    }

    public override HttpMessageHandler CreateHttpHandler() => new ScopeHandler(base.CreateHttpHandler());

    public override ValueTask<IReadOnlyList<ConformanceRow>> SnapshotAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<ConformanceRow>>([.. simulator.Query(NativeRead).Select(Row)]);

    public override ValueTask PutAsync(IReadOnlyList<ConformanceRow> rows, CancellationToken cancellationToken)
    {
        var ids = IdsByKey();
        foreach (var row in rows)
        {
            changesPastDriver++;
            if (ids.TryGetValue(row["Key__c"].AsString(), out var id))
                simulator.UpdateRecord(held.Name, id, Texts(row), Ago(row));
            else
                simulator.CreateRecord(held.Name, Texts(row), Ago(row));
        }

        return ValueTask.CompletedTask;
    }

    public override ValueTask DeleteAsync(IReadOnlyList<ConformanceRow> rows, CancellationToken cancellationToken)
    {
        var ids = IdsByKey();
        foreach (var row in rows.Where(row => ids.ContainsKey(row["Key__c"].AsString())))
        {
            changesPastDriver++;
            simulator.DeleteRecord(held.Name, ids[row["Key__c"].AsString()]);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Calls that the org carried out and that write, besides what was changed past the driver.</summary>
    public override ValueTask<long> CountMutationsAsync(CancellationToken cancellationToken)
    {
        CountRestored();
        return ValueTask.FromResult(
            changesPastDriver + restored + simulator.RequestLog.LongCount(call =>
                call.Method is "POST" or "PATCH" or "PUT" or "DELETE"
                && call.Status is >= 200 and < 300
                && (call.Path.Contains("/sobjects", StringComparison.Ordinal) || call.Path.Contains("/jobs/ingest", StringComparison.Ordinal))));
    }

    public override ValueTask<bool> ExpireSessionsAsync(CancellationToken cancellationToken)
    {
        simulator.ExpireTokens();
        return ValueTask.FromResult(true);
    }

    public override ValueTask DisposeAsync() => simulator.DisposeAsync();

    /// <summary>What an undelete has brought back: its one address takes calls that bring nothing back too.</summary>
    private void CountRestored()
    {
        if (!isExample)
            return;
        var now = simulator.CountRecords("Account");
        restored += Math.Max(0, now - accounts);
        accounts = now;
    }

    private static ConformanceFault Refusal(string name, HttpStatusCode status, string errorCode, string message, DriverErrorCode code, RetryAdvice? retry) => new()
    {
        Name = name,
        Status = status,
        Body = JsonSerializer.Serialize(new[] { new { message, errorCode } }),
        Code = code,
        Retry = retry,
    };

    private ConnectionSettings Connection(params (string Name, string Value)[] more) =>
        new([new("login_url", Address), .. more.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))]);

    private Dictionary<string, string> With(string name, string value) => new(Credentials) { [name] = value };

    private TimeSpan Ago(ConformanceRow row) => row.ChangedAt is { } at && at < simulator.Now ? simulator.Now - at : TimeSpan.Zero;

    private Dictionary<string, string> IdsByKey() => simulator.Query($"SELECT Id, Key__c FROM {held.Name}")
        .ToDictionary(record => record.GetProperty("Key__c").GetString()!, record => record.GetProperty("Id").GetString()!, StringComparer.Ordinal);

    private Dictionary<string, string?> Texts(ConformanceRow row) => held.Fields
        .Where(field => field.Writable && row[field.Name].State != ValueState.Absent)
        .ToDictionary(field => field.Name, field => row[field.Name].IsNull ? null : Text(row[field.Name]));

    private static string Text(RecordValue value) => value.Type == FieldType.Timestamp
        ? value.AsTimestamp().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture)
        : value.ToInvariantString();

    private ConformanceRow Row(JsonElement record) => new(held.Fields.Select(field => KeyValuePair.Create(field.Name, Value(field.Type, record.GetProperty(field.Name)))));

    private static RecordValue Value(FieldType type, JsonElement value) => value.ValueKind == JsonValueKind.Null ? RecordValue.Null : type switch
    {
        FieldType.Boolean => RecordValue.From(value.GetBoolean()),
        FieldType.Decimal => RecordValue.FromDecimalText(value.GetDecimal().ToString(System.Globalization.CultureInfo.InvariantCulture)),
        FieldType.Date => RecordValue.From(DateOnly.ParseExact(value.GetString()!, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
        FieldType.Timestamp => RecordValue.From(DateTimeOffset.Parse(value.GetString()!.Replace("+0000", "+00:00", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture)),
        _ => RecordValue.From(value.GetString()),
    };
}
