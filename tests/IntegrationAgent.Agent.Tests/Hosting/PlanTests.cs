using System.IO.Compression;
using System.Text.Json;
using IntegrationAgent.Agent.State;
using Microsoft.Data.Sqlite;

namespace IntegrationAgent.Agent.Tests.Hosting;

public class PlanTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_source_and_time_frozen_the_plan_is_what_the_run_writes_field_by_field()
    {
        await using var sync = await LeadSync.StartAsync(leads: 6_000);
        sync.Simulator.FreezeTime();
        var frozen = sync.Simulator.Now;
        var plan = await sync.Service.DryRunAsync(LeadSync.Name, seed: 3, frozen, Token);
        Assert.False(sync.TableExists());
        await sync.Service.DecideAsync(LeadSync.Approval(), Token);

        var report = await sync.Service.RunAsync(LeadSync.Name, resume: false, frozen, progress: null, Token);

        Assert.Equal(RunState.Succeeded, report.State);
        Assert.Equal((plan.Creates, plan.Updates), (report.Counts.Created, report.Counts.Updated));
        var planned = await PlannedAsync(sync);
        var written = Written(sync);
        Assert.Equal(plan.Creates, planned.Count);
        Assert.Equal(planned.Count, written.Count);
        Assert.All(planned, pair => Assert.Equal(pair.Value, written[pair.Key]));
    }

    [Fact]
    public async Task A_dry_run_after_the_run_plans_nothing()
    {
        await using var sync = await LeadSync.StartAsync();
        await sync.ApproveAsync();
        await sync.RunAsync();

        var plan = await sync.Service.DryRunAsync(LeadSync.Name, seed: 3, now: null, Token);

        Assert.Equal((0, 0), (plan.Creates, plan.Updates));
        Assert.DoesNotContain(plan.Objects, item => item.Creates);
    }

    private static async Task<Dictionary<string, (string?, string?, string?)>> PlannedAsync(LeadSync sync)
    {
        var planned = new Dictionary<string, (string?, string?, string?)>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(sync.Workspace.Paths.Private, "plans", LeadSync.Name)))
        {
            await using var stream = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(Token) is { } line)
            {
                using var effect = JsonDocument.Parse(line);
                var after = effect.RootElement.GetProperty("after");
                planned.Add(effect.RootElement.GetProperty("key").GetString()!, (Field("name"), Field("email"), Field("source")));

                string? Field(string name) => after.TryGetProperty(name, out var value) ? value.GetString() : null;
            }
        }

        return planned;
    }

    private static Dictionary<string, (string?, string?, string?)> Written(LeadSync sync)
    {
        var written = new Dictionary<string, (string?, string?, string?)>(StringComparer.Ordinal);
        using var connection = new SqliteConnection($"Data Source={sync.Database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select sf_id, name, email, source from leads";
        using var reader = command.ExecuteReader();
        while (reader.Read())
            written.Add(reader.GetString(0), (Text(1), Text(2), Text(3)));
        return written;

        string? Text(int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);
    }
}
