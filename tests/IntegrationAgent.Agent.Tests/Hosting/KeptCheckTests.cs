using System.Text;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.State;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>What an approval's check came to is taken again, and only that.</summary>
public class KeptCheckTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_takes_the_check_of_its_approval_and_a_decision_does_not()
    {
        await using var sync = await LeadSync.StartAsync();
        await sync.ApproveAsync();
        await sync.ApproveAsync();
        Assert.Equal("compiled", await LastAsync(sync));

        Assert.Equal(RunState.Succeeded, (await sync.RunAsync()).State);

        Assert.Equal("kept", await LastAsync(sync));
    }

    [Theory]
    [InlineData("changed")]
    [InlineData("cut")]
    [InlineData("empty")]
    [InlineData("gone")]
    [InlineData("of other inputs")]
    [InlineData("of another key")]
    public async Task A_check_that_is_not_what_was_kept_is_made_anew(string how)
    {
        await using var sync = await LeadSync.StartAsync();
        await sync.ApproveAsync();
        var path = KeptPath(sync);
        var bytes = await File.ReadAllBytesAsync(path, Token);
        var other = new KeptCheck([], Encoding.UTF8.GetBytes("no assembly"));
        var inputs = await InputsAsync(sync);
        switch (how)
        {
            case "changed":
                bytes[bytes.Length / 2] ^= 1;
                await File.WriteAllBytesAsync(path, bytes, Token);
                break;
            case "cut":
                await File.WriteAllBytesAsync(path, bytes.AsMemory(0, bytes.Length - 1), Token);
                break;
            case "empty":
                await File.WriteAllBytesAsync(path, Array.Empty<byte>(), Token);
                break;
            case "gone":
                File.Delete(path);
                break;
            case "of other inputs":
                other.Write(path, sync.Host.CheckKey, inputs[..^1]);
                break;
            default:
                other.Write(path, new byte[32], inputs);
                break;
        }

        Assert.Equal(RunState.Succeeded, (await sync.RunAsync()).State);

        Assert.Equal("compiled", await LastAsync(sync));
    }

    [Fact]
    public async Task An_assembly_that_was_not_approved_is_refused_however_well_it_is_sealed()
    {
        await using var sync = await LeadSync.StartAsync();
        await sync.ApproveAsync();
        var (path, inputs) = (KeptPath(sync), await InputsAsync(sync));
        var kept = KeptCheck.Read(path, sync.Host.CheckKey, inputs);
        Assert.NotNull(kept);
        kept.Assembly[^1] ^= 1;
        kept.Write(path, sync.Host.CheckKey, inputs);

        var refused = await Assert.ThrowsAsync<AgentException>(() => sync.RunAsync());

        Assert.Equal(("E-APR-MISMATCH", ExitCode.Refused), (refused.Code, refused.ExitCode));
        Assert.False(sync.TableExists());
    }

    [Fact]
    public async Task A_sheet_that_allows_less_since_the_approval_is_looked_at_anew()
    {
        await using var sync = await LeadSync.StartAsync();
        await sync.ApproveAsync();
        RequirementsFile.Write(sync.Workspace.Integration(LeadSync.Name), LeadSync.Sheet with { Fields = [.. LeadSync.Sheet.Fields.Where(field => field.TargetField != "email")] });

        var refused = await Assert.ThrowsAsync<AgentException>(() => sync.RunAsync());

        Assert.StartsWith("E-", refused.Code, StringComparison.Ordinal);
        Assert.Equal("compiled", await LastAsync(sync));
        Assert.False(sync.TableExists());
    }

    private static string KeptPath(LeadSync sync) => Path.Combine(sync.Workspace.Paths.Private, "checks", LeadSync.Name);

    private static async Task<string> InputsAsync(LeadSync sync) => KeptCheck.InputsOf(
        Agent.Workspaces.Integration.HashOf(await File.ReadAllTextAsync(sync.Script, Token)),
        await sync.Service.SchemasAsync(LeadSync.Sheet, Token),
        LeadSync.Sheet.AllowedEffects());

    private static async Task<string> LastAsync(LeadSync sync) =>
        (await sync.Host.Store.Audit.ReadAsync(new AuditQuery { Type = AuditEventTypes.ScriptValidated }, Token))[^1].Event.Data["from"];
}
