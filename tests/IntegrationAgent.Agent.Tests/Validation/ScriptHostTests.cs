using System.Collections.Concurrent;
using System.Diagnostics;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Tests.Validation;

/// <summary>What was checked is run by the real host, in its own process, over its standard input and output.</summary>
public class ScriptHostTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Checked_script_runs_in_the_host_and_its_console_does_not_reach_the_wire()
    {
        var report = Scripts.Check(Scripts.Honest);
        Assert.True(report.Ok, string.Join("\n", report.Diagnostics));

        var (reply, agent) = await RunAsync(report.Assembly!);

        Assert.Null(reply.Failure);
        Assert.Equal(0, reply.ExitCode);
        Assert.Equal(["00Q1|Ada|ada@example.com|Web|Spring", "00Q2|Bob|null|Web|null"], agent.Rows);
        var query = Assert.Single(agent.Queries);
        Assert.Equal("SystemModstamp", query.ChangedSince);
        Assert.Equal(FakeTime.AddDays(-30), Assert.IsType<ComparisonFilter>(query.Query.Filter).Value.AsTimestamp());
    }

    [Fact]
    public async Task Failure_names_its_line_and_never_the_value()
    {
        var report = Scripts.Check(Scripts.Around("\n\n    var leads = await job.Connection(\"salesforce\").Query<Lead>().ToListAsync(ct);\n    job.Log(int.Parse(leads[0].Name).ToString());"));
        Assert.True(report.Ok, string.Join("\n", report.Diagnostics));

        var (reply, _) = await RunAsync(report.Assembly!);

        Assert.Equal("E-SCR-FAILED", reply.Failure!.Code);
        Assert.Contains("FormatException", reply.Failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Ada", reply.Failure.Message + reply.Failure.Detail, StringComparison.Ordinal);
        Assert.Equal(6, reply.FailureLine);
    }

    private static DateTimeOffset FakeTime { get; } = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static async Task<(RunReply Reply, Agent Agent)> RunAsync(byte[] assembly)
    {
        var host = Path.Combine(AppContext.BaseDirectory, "hosts", "script", "IntegrationAgent.ScriptHost.dll");
        var start = new ProcessStartInfo("dotnet", [host]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["INTAGENT_JAIL"] = "unisolated";
        using var process = Process.Start(start)!;
        var agent = new Agent();
        await using var connection = new WireConnection(process.StandardOutput.BaseStream, process.StandardInput.BaseStream, isParent: true, agent);
        connection.Start();
        await agent.Ready.Task.WaitAsync(Token);
        var body = new RunBody { Assembly = assembly, Now = FakeTime, Seed = 1 };
        var reply = await connection.CallAsync(ScriptMethods.Run, body, WireJson.Default.RunBody, WireJson.Default.RunReply, Token);
        var again = await Assert.ThrowsAsync<WireFaultException>(() => connection.CallAsync(ScriptMethods.Run, body, WireJson.Default.RunBody, WireJson.Default.RunReply, Token));
        Assert.Equal("E-HOST-ONCE", again.Fault.Code);
        await connection.EndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.Equal(0, process.ExitCode);
        return (reply, agent);
    }

    private sealed class Agent : IWireHandler
    {
        private static readonly string[][] Leads = [["00Q1", "Ada", "ada@example.com", "Web", "Spring"], ["00Q2", "Bob", null!, "Web", null!]];

        public TaskCompletionSource Ready { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<ScriptQueryBody> Queries { get; } = new();

        public ConcurrentQueue<string> Rows { get; } = new();

        public async Task HandleAsync(WireExchange exchange, CancellationToken cancellationToken)
        {
            switch (exchange.Method)
            {
                case ScriptMethods.Ready:
                    exchange.Reply(Nothing.Instance, WireJson.Default.Nothing);
                    Ready.TrySetResult();
                    break;
                case ScriptMethods.Query:
                    var query = exchange.ReadBody(WireJson.Default.ScriptQueryBody);
                    Queries.Enqueue(query);
                    using (var page = Page(query.Query.Fields))
                        await exchange.SendPageAsync(page, 1, cancellationToken);
                    exchange.EndPages();
                    exchange.Reply(new StreamReply { Pages = 1 }, WireJson.Default.StreamReply);
                    break;
                case ScriptMethods.Write:
                    await foreach (var framed in exchange.ReadPagesAsync(cancellationToken))
                    {
                        using var page = framed.ToRecordPage();
                        foreach (var record in page)
                            Rows.Enqueue(string.Join('|', Enumerable.Range(0, record.Schema.Fields.Count).Select(field => record.GetString(field) ?? "null")));
                    }

                    exchange.Reply(new ScriptWriteReply { Created = Rows.Count }, WireJson.Default.ScriptWriteReply);
                    break;
                default:
                    exchange.Reply(Nothing.Instance, WireJson.Default.Nothing);
                    break;
            }
        }

        private static RecordPage Page(IReadOnlyList<string> fields)
        {
            var names = new List<string> { "Id", "Name", "Email", "Lead_Origin__c", "Campaign.Name" };
            var writer = new RecordPageWriter(new RecordSchema(fields.Select(name => new RecordField
            {
                Name = name,
                Type = name == "Id" ? FieldType.Reference : name is "CreatedDate" or "SystemModstamp" ? FieldType.Timestamp : FieldType.String,
            })));
            foreach (var lead in Leads)
            {
                writer.BeginRecord();
                foreach (var name in fields)
                {
                    if (names.IndexOf(name) is >= 0 and var at)
                        writer.WriteString(lead[at]);
                    else
                        writer.WriteTimestamp(FakeTime);
                }

                writer.EndRecord();
            }

            return writer.ToPage(StopReason.Exhausted);
        }
    }
}
