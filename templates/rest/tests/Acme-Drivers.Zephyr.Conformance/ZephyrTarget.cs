using System.Globalization;
using System.Net;
using System.Text.Json;
using Acme_Drivers.Zephyr.Sample;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Conformance;

namespace Acme_Drivers.Zephyr.Conformance;

/// <summary>A sample server, seen from outside of the driver.</summary>
internal sealed class ZephyrTarget : ConformanceTarget
{
    private readonly SampleServer server;
    private readonly long before;

    private ZephyrTarget(SampleServer server)
    {
        this.server = server;
        before = server.Store.Tables.Sum(table => table.Mutations);
    }

    public override ConnectionSettings Settings => new([new("base_url", server.Address.ToString())]);

//#if (usesApiKey)
    public override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string> { ["ZEPHYR_API_KEY"] = SampleServer.ApiKey };

    public override IReadOnlyList<RefusedConnection> Refused =>
    [
        new() { Name = "wrong key", Credentials = Changed("ZEPHYR_API_KEY", "another-key-7b02") },
        new() { Name = "no key", Credentials = Changed("ZEPHYR_API_KEY", null) },
    ];

//#endif
//#if (usesBasic)
    public override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>
    {
        ["ZEPHYR_USER"] = SampleServer.User,
        ["ZEPHYR_PASSWORD"] = SampleServer.Password,
    };

    public override IReadOnlyList<RefusedConnection> Refused =>
    [
        new() { Name = "another user", Credentials = Changed("ZEPHYR_USER", "somebody") },
        new() { Name = "no user", Credentials = Changed("ZEPHYR_USER", null) },
        new() { Name = "wrong password", Credentials = Changed("ZEPHYR_PASSWORD", "another-password-7b02") },
        new() { Name = "no password", Credentials = Changed("ZEPHYR_PASSWORD", null) },
    ];

//#endif
//#if (usesOAuth)
    public override IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>
    {
        ["ZEPHYR_CLIENT_ID"] = SampleServer.ClientId,
        ["ZEPHYR_CLIENT_SECRET"] = SampleServer.ClientSecret,
    };

    public override IReadOnlyList<RefusedConnection> Refused =>
    [
        new() { Name = "unknown client", Credentials = Changed("ZEPHYR_CLIENT_ID", "another-client") },
        new() { Name = "no client", Credentials = Changed("ZEPHYR_CLIENT_ID", null) },
        new() { Name = "wrong secret", Credentials = Changed("ZEPHYR_CLIENT_SECRET", "another-secret-7b02") },
        new() { Name = "no secret", Credentials = Changed("ZEPHYR_CLIENT_SECRET", null) },
    ];

    public override IReadOnlyList<MissingScope> MissingScopes =>
    [
        new() { Scope = "records.read", Credentials = Changed("ZEPHYR_CLIENT_ID", SampleServer.PowerlessClientId) },
//#if (canWrite)
        new() { Scope = "records.write", Credentials = Changed("ZEPHYR_CLIENT_ID", SampleServer.ReadingClientId), ForWrites = true },
//#endif
    ];

//#endif
//#if (usesNothing)
    public override IReadOnlyList<RefusedConnection> Refused =>
        [new() { Name = "an address without TLS", Settings = new([new("base_url", "http://zephyr.invalid/")]), Code = DriverErrorCode.InvalidValue }];

//#endif
    /// <summary>What only this system says; the kit brings the general failures of HTTP along.</summary>
    public override IReadOnlyList<ConformanceFault> Faults =>
    [
        new()
        {
            Name = "the calls of the hour are used up",
            Status = HttpStatusCode.Forbidden,
            Headers = new Dictionary<string, string> { ["Retry-After"] = "1800" },
            Body = """{"error":{"code":"quota_exhausted"}}""",
            Code = DriverErrorCode.QuotaExhausted,
            Retry = RetryAdvice.AfterQuotaReset,
        },
        new() { Name = "an expired cursor", Status = HttpStatusCode.Gone, Body = """{"error":{"code":"cursor_expired"}}""", Code = DriverErrorCode.CursorExpired },
    ];

    public static string Customer(int i) => string.Create(CultureInfo.InvariantCulture, $"cus_{(i % 5) + 1:D7}");

    public static async ValueTask<ZephyrTarget> StartAsync(ConformanceStart start, CancellationToken cancellationToken)
    {
        var store = new SampleStore(0, start.Clock) { Seed = start.Seed };
        Put(store, start.Records);
        return new ZephyrTarget(await SampleServer.StartAsync(store, 0, cancellationToken));
    }

    public override ValueTask<IReadOnlyList<ConformanceRow>> SnapshotAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(server.Locked<IReadOnlyList<ConformanceRow>>(store =>
        {
            var tickets = store.Table("tickets");
            return [.. tickets.Records.Select(record => new ConformanceRow(tickets.Fields.Select(field => KeyValuePair.Create(field.Name, ToValue(field, record[field.Name])))))];
        }));

    public override ValueTask PutAsync(IReadOnlyList<ConformanceRow> rows, CancellationToken cancellationToken)
    {
        server.Locked(store => Put(store, rows));
        return ValueTask.CompletedTask;
    }

    public override ValueTask DeleteAsync(IReadOnlyList<ConformanceRow> rows, CancellationToken cancellationToken)
    {
        server.Locked(store =>
        {
            foreach (var row in rows)
            {
                if (Find(store, row) is { } id)
                    store.Table("tickets").Remove(id);
            }

            return true;
        });
        return ValueTask.CompletedTask;
    }

    public override ValueTask<long> CountMutationsAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(server.Locked(store => store.Tables.Sum(table => table.Mutations)) - before);

    public override ValueTask<string?> AddFieldAsync(ConformanceField field, CancellationToken cancellationToken)
    {
        var type = field.Type switch
        {
            FieldType.Boolean => "boolean",
            FieldType.Int64 => "integer",
            FieldType.Double => "number",
            FieldType.Decimal => "decimal",
            FieldType.Date => "date",
            FieldType.Time => "time",
            FieldType.Timestamp => "datetime",
            FieldType.Uuid => "uuid",
            FieldType.Json => "json",
            _ => "text",
        };
        server.Locked(store =>
        {
            store.Table("tickets").AddField(new SampleField(field.Name, type) { Label = field.Name, Custom = true });
            return true;
        });
        return ValueTask.FromResult<string?>(field.Name);
    }

//#if (usesOAuth)
    public override ValueTask<bool> ExpireSessionsAsync(CancellationToken cancellationToken)
    {
        server.ExpireTokens();
        return ValueTask.FromResult(true);
    }

//#endif
    public override ValueTask DisposeAsync() => server.DisposeAsync();

//#if (!usesNothing)
    private Dictionary<string, string> Changed(string name, string? value)
    {
        var all = new Dictionary<string, string>(Credentials);
        all.Remove(name);
        if (value is not null)
            all[name] = value;
        return all;
    }

//#endif
    private static bool Put(SampleStore store, IReadOnlyList<ConformanceRow> rows)
    {
        var tickets = store.Table("tickets");
        var known = rows.Count == 0 || tickets.Count == 0 ? [] : tickets.Records.Where(record => record["external_id"] is not null).ToDictionary(record => (string)record["external_id"]!, record => (string)record["id"]!);
        foreach (var row in rows)
        {
            var values = tickets.Fields.Where(field => row[field.Name].State != ValueState.Absent).ToDictionary(field => field.Name, field => FromValue(field, row[field.Name]));
            if (known.TryGetValue(row["external_id"].AsString(), out var id))
                values["id"] = id;
            if (row.ChangedAt is { } moment)
                values["updated_at"] = moment;
            tickets.Add(values, store.Clock.GetUtcNow());
        }

        return true;
    }

    private static string? Find(SampleStore store, ConformanceRow row) =>
        store.Table("tickets").Records.FirstOrDefault(record => (string?)record["external_id"] == row["external_id"].AsString())?["id"] as string;

    private static object? FromValue(SampleField field, RecordValue value) =>
        value.IsNull ? null : field.Type == "json" ? JsonDocument.Parse(value.AsString()).RootElement.Clone() : SampleValues.Parse(field, value.ToInvariantString());

    private static RecordValue ToValue(SampleField field, object? value) => value switch
    {
        null => RecordValue.Null,
        bool flag => RecordValue.From(flag),
        long number => RecordValue.From(number),
        double number => RecordValue.From(number),
        decimal number => RecordValue.From(number),
        DateOnly date => RecordValue.From(date),
        TimeOnly time => RecordValue.From(time),
        DateTimeOffset moment => RecordValue.From(moment),
        Guid id => RecordValue.From(id),
        JsonElement json => RecordValue.FromJson(json.GetRawText()),
        string text when field.Type == "reference" => RecordValue.FromReference(text),
        string text => RecordValue.From(text),
        _ => throw new InvalidOperationException($"{value.GetType().Name} is no value of the sample."),
    };
}
