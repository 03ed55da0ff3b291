using System.Diagnostics;
using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres;
using IntegrationAgent.Drivers.Salesforce;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Benchmarks.Postgres;

/// <summary>The same drivers in one process: the next page is read while one is written. No sandbox, no broker, no ledger, no verification.</summary>
internal static class InProcess
{
    /// <summary>Runs in a process of its own, from its start to its end, as the whole way and the script do.</summary>
    public static async Task<(TimeSpan Elapsed, TimeSpan Cpu)> RunAsync(OrgProcess org, PostgresServer server)
    {
        var start = OwnProcess.Of("alone", org.Address.ToString(), server.Port.ToString(CultureInfo.InvariantCulture));
        start.Environment["SF_ACCESS_TOKEN"] = org.Token;
        start.Environment["PGPASSWORD"] = server.Password;
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The process did not start.");
        var cpu = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var elapsed = clock.Elapsed;
        return process.ExitCode == 0 ? (elapsed, TimeSpan.FromSeconds(double.Parse(cpu, CultureInfo.InvariantCulture))) : throw new InvalidOperationException($"The one process ended with {process.ExitCode}.");
    }

    /// <summary>What that process does; it prints its processor seconds.</summary>
    public static async Task<int> RunAloneAsync(string address, int port)
    {
        await using var source = await new SalesforceDriver().ConnectAsync(
            new ConnectionSettings(new Dictionary<string, string> { ["auth"] = "access_token", ["login_url"] = address, ["instance_url"] = address }),
            Context(new Dictionary<string, string> { ["SF_ACCESS_TOKEN"] = Environment.GetEnvironmentVariable("SF_ACCESS_TOKEN")! }),
            CancellationToken.None);
        await using var target = await ConnectAsync(port, Environment.GetEnvironmentVariable("PGPASSWORD")!, "target");
        await RunAsync(source, new QueryRequest { Object = "Lead", Fields = [.. Tables.Fields.Select(field => field.Source)] }, target);
        using var own = Process.GetCurrentProcess();
        Console.Write(own.TotalProcessorTime.TotalSeconds.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    public static async Task<(TimeSpan Elapsed, TimeSpan Cpu)> RunAsync(IDriverClient source, QueryRequest query, IDriverClient target)
    {
        using var own = Process.GetCurrentProcess();
        var before = own.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        var schema = new RecordSchema(Tables.Fields.Select(field => new RecordField { Name = field.Target, Type = field.Type }));
        using var writer = new RecordPageWriter(schema);
        Task<WriteResponse>? writing = null;
        RecordPage? written = null;
        await foreach (var page in source.QueryAsync(query, CancellationToken.None))
        {
            using (page)
            {
                var order = page.Schema.Fields.Select((_, at) => at).ToArray();
                foreach (var record in page)
                {
                    writer.BeginRecord();
                    foreach (var at in order)
                        Copy(record, at, writer);
                    writer.EndRecord();
                }
            }

            await FinishAsync();
            written = writer.ToPage();
            writing = ((IRecordWriter)target).WriteAsync(new WriteRequest { Object = "leads", Mode = WriteMode.Upsert, KeyFields = ["id"], Records = written }, CancellationToken.None);
        }

        await FinishAsync();
        own.Refresh();
        return (clock.Elapsed, own.TotalProcessorTime - before);

        async Task FinishAsync()
        {
            if (writing is null)
                return;
            var response = await writing;
            if (response.Outcomes.Any(outcome => outcome.Status == WriteStatus.Failed))
                throw new InvalidOperationException(response.Outcomes.First(outcome => outcome.Error is not null).Error!.Message);
            written!.Dispose();
        }
    }

    public static Task<IDriverClient> ConnectAsync(PostgresServer server, string database) => ConnectAsync(server.Port, server.Password, database);

    private static async Task<IDriverClient> ConnectAsync(int port, string password, string database) => await new PostgresDriver().ConnectAsync(
        new ConnectionSettings(new Dictionary<string, string> { ["host"] = PostgresServer.Host, ["port"] = port.ToString(CultureInfo.InvariantCulture), ["database"] = database }),
        Context(new Dictionary<string, string> { ["PGUSER"] = PostgresServer.User, ["PGPASSWORD"] = password }),
        CancellationToken.None);

    private static void Copy(Record record, int at, RecordPageWriter writer)
    {
        // Numbers of Salesforce are doubles or decimals; the table's are what it says.
        var (from, to) = (record.Schema.Fields[at].Type, writer.Schema.Fields[at].Type);
        if (from == to || (from is FieldType.Reference && to is FieldType.String))
            writer.CopyField(record, at);
        else if (record.IsNull(at))
            writer.WriteNull();
        else if (to == FieldType.Int64)
            writer.WriteInt64((long)(from == FieldType.Double ? record.GetDouble(at)! : (double)record.GetDecimal(at)!));
        else
            writer.WriteDecimalText(record.GetValue(at).ToInvariantString());
    }

    private static DriverContext Context(Dictionary<string, string> values)
    {
        var secrets = new Secrets(values);
        return new DriverContext { Credentials = secrets, Tokens = secrets };
    }

    private sealed class Secrets(Dictionary<string, string> values) : ICredentialSource, ITokenStore
    {
        public ValueTask<Secret?> GetAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult(values.TryGetValue(name, out var value) ? new Secret(value) : null);

        public ValueTask<bool> CompareAndSwapAsync(string name, long expectedVersion, Secret value, CancellationToken cancellationToken) => ValueTask.FromResult(true);

        ValueTask<StoredToken?> ITokenStore.GetAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult<StoredToken?>(null);
    }
}
