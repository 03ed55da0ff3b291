using System.Diagnostics;
using System.IO.Pipes;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Sandboxing;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Benchmarks;

/// <summary>
/// The wire alone: pages of 12 fields go through the real broker into a real jailed script host, rows of 5 fields come back; both ends do nothing.
/// The limit that it is held against is the same mapping done in this process, without any wire.
/// </summary>
internal static class WireBenchmark
{
    private const int RowsPerPage = 2_000;

    private const string Script = """
        return await Integration.RunAsync(args, async (job, ct) =>
        {
            var leads = job.Connection("source").Query<Lead>();
            await job.Connection("target").UpsertAsync(
                leads.Select(lead =>
                {
                    _ = lead.Company; _ = lead.Phone; _ = lead.City; _ = lead.Country; _ = lead.AnnualRevenue; _ = lead.NumberOfEmployees; _ = lead.IsConverted;
                    return new LeadRow { SfId = lead.Id, Name = lead.Name, Email = lead.Email, Source = lead.LeadSource, Modified = lead.SystemModstamp };
                }),
                key: row => row.SfId, ct);
        });
        """;

    public static async Task<int> RunAsync(int records, string sandboxName)
    {
        var source = new ObjectSchema
        {
            Name = "Lead",
            Fields = [Field("Id", FieldType.Reference), Field("Name"), Field("Email"), Field("Company"), Field("LeadSource"), Field("Phone"), Field("City"), Field("Country"), Field("AnnualRevenue", FieldType.Decimal), Field("NumberOfEmployees", FieldType.Int64), Field("IsConverted", FieldType.Boolean), Field("SystemModstamp", FieldType.Timestamp)],
            KeyFields = ["Id"],
        };
        var target = new ObjectSchema { Name = "leads", Fields = [Field("sf_id"), Field("name"), Field("email"), Field("source"), Field("modified", FieldType.Timestamp)], KeyFields = ["sf_id"] };
        var validator = new ScriptValidator();
        IReadOnlyList<ConnectionSchema> schemas =
        [
            new ConnectionSchema { Connection = "source", Objects = [source], IsTarget = false },
            new ConnectionSchema { Connection = "target", Objects = [target], IsSource = false },
        ];
        var report = validator.Validate(new ValidationRequest { Source = validator.WithBindings(Script, schemas, CancellationToken.None), Schemas = schemas }, CancellationToken.None);
        if (report.Assembly is null)
        {
            Console.Error.WriteLine(string.Join('\n', report.Diagnostics));
            return 1;
        }

        using var page = MakePage([.. source.Fields.Select(field => field.Name)]);
        var baseline = Baseline(page, target, records);
        Console.WriteLine($"in this process, no wire   {records / baseline.TotalSeconds,12:N0} records/s");
        var sandbox = await new SandboxSelector().SelectAsync(sandboxName, CancellationToken.None);
        foreach (var count in (int[])[records / 5, records])
        {
            using var meter = new ProcessMeter(("script host", "IntegrationAgent.ScriptHost.dll"));
            meter.Add("agent", Environment.ProcessId);
            var elapsed = await ThroughHostAsync(sandbox, report.Assembly, page, count);
            var processes = meter.Stop();
            Console.WriteLine($"through broker and {sandbox.Name,-7} {count / elapsed.TotalSeconds,12:N0} records/s   ({count:N0} records, {elapsed.TotalSeconds:N2} s, {baseline.TotalSeconds / records / (elapsed.TotalSeconds / count):P0} of the limit)");
            foreach (var (name, (cpu, peak)) in processes.OrderBy(item => item.Key, StringComparer.Ordinal))
                Console.WriteLine($"    {name,-24} {cpu * 1e6 / count,8:N2} µs/record   peak {peak / 1048576.0,6:N0} MB");
        }

        return 0;
    }

    private static async Task<TimeSpan> ThroughHostAsync(ISandbox sandbox, byte[] assembly, RecordPage page, int records)
    {
        await using var ends = new NoopEnds(records / RowsPerPage);
        var limits = new SandboxLimits { CpuTime = Timeout.InfiniteTimeSpan };
        var broker = new Broker(new BrokerContext
        {
            Connections = new Dictionary<string, IDriverConnection> { ["source"] = ends, ["target"] = ends },
            Permissions = new PermissionSet([
                new Effect { Connection = "source", Object = "Lead", Verb = EffectVerb.Read, Fields = [.. page.Schema.Fields.Select(field => field.Name)] },
                new Effect { Connection = "target", Object = "leads", Verb = EffectVerb.Upsert, Fields = ["sf_id", "name", "email", "source", "modified"], KeyFields = ["sf_id"] },
            ]),
            Sink = new DiscardSink(),
        });
        var request = new SandboxRequest { HostAssemblyPath = Path.Combine(AppContext.BaseDirectory, "hosts", "script", "IntegrationAgent.ScriptHost.dll"), Kind = SandboxKind.Script, Limits = limits };
        await using var session = await ScriptSession.StartAsync(await sandbox.StartAsync(request, CancellationToken.None), limits, broker, CancellationToken.None);
        var clock = Stopwatch.StartNew();
        var reply = await session.RunAsync(new RunBody { Assembly = assembly, Now = DateTimeOffset.UnixEpoch, Seed = 1 }, CancellationToken.None);
        return reply.Failure is null ? clock.Elapsed : throw new InvalidOperationException(reply.Failure.Message);
    }

    /// <summary>The same work without a wire: five fields of each record are copied into another page.</summary>
    private static TimeSpan Baseline(RecordPage page, ObjectSchema target, int records)
    {
        var schema = new RecordSchema(target.Fields.Select(field => new RecordField { Name = field.Name, Type = field.Type }));
        int[] ordinals = [0, 1, 2, 4, 11];
        using var writer = new RecordPageWriter(schema);
        var clock = new Stopwatch();
        for (var round = 0; round < 2; round++)
        {
            clock.Restart();
            for (var done = 0; done < records; done += RowsPerPage)
            {
                using var copy = RecordPage.FromEncoded(page.Schema, page.Count, page.Data);
                foreach (var record in copy)
                {
                    writer.BeginRecord();
                    foreach (var ordinal in ordinals)
                        writer.CopyField(record, ordinal);
                    writer.EndRecord();
                }

                writer.ToPage().Dispose();
            }
        }

        return clock.Elapsed;
    }

    /// <summary>A page of leads with these fields, in this order.</summary>
    internal static RecordPage MakePage(IReadOnlyList<string> fields)
    {
        var schema = new RecordSchema(fields.Select(name => new RecordField { Name = name, Type = TypeOf(name) }));
        using var writer = new RecordPageWriter(schema);
        for (var i = 0; i < RowsPerPage; i++)
        {
            writer.BeginRecord();
            foreach (var name in fields)
                writer.WriteValue(ValueOf(name, i));
            writer.EndRecord();
        }

        return writer.ToPage();
    }

    private static FieldType TypeOf(string name) => name switch
    {
        "Id" => FieldType.Reference,
        "AnnualRevenue" => FieldType.Decimal,
        "NumberOfEmployees" => FieldType.Int64,
        "IsConverted" => FieldType.Boolean,
        "SystemModstamp" => FieldType.Timestamp,
        _ => FieldType.String,
    };

    private static RecordValue ValueOf(string name, int i) => name switch
    {
        "Id" => RecordValue.FromReference($"00Q5e00000{i:00000}EAA"),
        "Name" => RecordValue.From($"Person Number {i}"),
        "Email" => RecordValue.From($"person.{i}@example.com"),
        "Company" => RecordValue.From("Acme Corporation"),
        "LeadSource" => RecordValue.From(i % 3 == 0 ? "Web" : "Partner Referral"),
        "Phone" => RecordValue.From("+1 555 0100"),
        "City" => RecordValue.From("Springfield"),
        "AnnualRevenue" => RecordValue.From(125_000.50m),
        "NumberOfEmployees" => RecordValue.From((long)i),
        "IsConverted" => RecordValue.From(i % 2 == 0),
        "SystemModstamp" => RecordValue.From(DateTimeOffset.UnixEpoch.AddSeconds(i)),
        _ => RecordValue.Null,
    };

    private static FieldSchema Field(string name, FieldType type = FieldType.String) => new() { Name = name, Type = type };

    private sealed class DiscardSink : IWriteSink
    {
        public long Calls => 0;

        public bool HasCaptured(string connection, string target) => false;

        public Task<EnsureObjectResponse> EnsureObjectAsync(ScriptEnsureBody body, CancellationToken cancellationToken) => throw new NotSupportedException();

        public async Task<ScriptWriteReply> WriteAsync(WireExchange script, ScriptWriteBody body, SourceStep? source, CancellationToken cancellationToken)
        {
            long records = 0;
            await foreach (var page in script.ReadPagesAsync(cancellationToken))
            {
                records += page.Count;
                page.Dispose();
            }

            return new ScriptWriteReply { Created = records };
        }
    }
}
