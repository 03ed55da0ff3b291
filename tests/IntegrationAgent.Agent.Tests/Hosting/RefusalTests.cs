namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>What changed after an approval does not run, and says what changed.</summary>
public class RefusalTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_without_an_approval_is_refused()
    {
        await using var sync = await LeadSync.StartAsync();
        await sync.Service.DryRunAsync(LeadSync.Name, 1, null, Token);

        var refused = await Assert.ThrowsAsync<AgentException>(() => sync.RunAsync());

        Assert.Equal(("E-APR-MISSING", ExitCode.Refused), (refused.Code, refused.ExitCode));
        Assert.False(sync.TableExists());
    }

    [Fact]
    public async Task An_approval_without_a_reason_is_refused()
    {
        await using var sync = await LeadSync.StartAsync();
        await sync.Service.DryRunAsync(LeadSync.Name, 1, null, Token);

        var refused = await Assert.ThrowsAsync<AgentException>(() => sync.Service.DecideAsync(LeadSync.Approval(reason: "ok"), Token));

        Assert.Equal("E-APR-REASON", refused.Code);
    }

    [Fact]
    public async Task A_script_that_was_changed_by_one_byte_is_refused()
    {
        await using var sync = await LeadSync.StartAsync();
        await sync.ApproveAsync();
        await File.WriteAllTextAsync(sync.Script, (await File.ReadAllTextAsync(sync.Script, Token)).Replace("-30", "-31", StringComparison.Ordinal), Token);

        var refused = await Assert.ThrowsAsync<AgentException>(() => sync.RunAsync());

        Assert.Equal(("E-APR-MISMATCH", ExitCode.Refused), (refused.Code, refused.ExitCode));
        Assert.Contains("the script", refused.Message, StringComparison.Ordinal);
        Assert.False(sync.TableExists());
    }

    [Fact]
    public async Task A_driver_file_that_was_changed_is_refused_when_it_is_loaded()
    {
        await using var sync = await LeadSync.StartAsync();
        await sync.ApproveAsync();
        await sync.Host.DisposeAsync();
        var driver = Directory.EnumerateFiles(sync.Workspace.Paths.PackageStore, "IntegrationAgent.Drivers.Sqlite.dll", SearchOption.AllDirectories).First();
        MakeWritable(driver);
        var bytes = await File.ReadAllBytesAsync(driver, Token);
        bytes[^100] ^= 1;
        await File.WriteAllBytesAsync(driver, bytes, Token);
        await sync.OpenAsync();

        var refused = await Assert.ThrowsAsync<AgentException>(() => sync.RunAsync());

        Assert.StartsWith("E-PKG-", refused.Code, StringComparison.Ordinal);
        Assert.False(sync.TableExists());
    }

    [Fact]
    public async Task A_source_field_that_became_something_else_is_refused()
    {
        await using var sync = await LeadSync.StartAsync();
        await sync.ApproveAsync(runs: 2);
        Assert.Equal(IntegrationAgent.Agent.State.RunState.Succeeded, (await sync.RunAsync()).State);
        sync.AlterTarget("drop table leads; create table leads (sf_id text primary key not null, name integer, email text, source text)");
        await sync.ReopenAsync();

        var refused = await Assert.ThrowsAsync<AgentException>(() => sync.RunAsync());

        Assert.True(refused.ExitCode is ExitCode.Refused or ExitCode.Findings, $"{refused.Code} {refused.Message}");
        Assert.Equal(0, sync.Count("select count(*) from leads"));
    }

    [Fact]
    public async Task A_changed_policy_ends_the_approvals_given_under_the_old_one()
    {
        await using var sync = await LeadSync.StartAsync();
        await sync.ApproveAsync();
        sync.Workspace.Save(sync.Workspace.Configuration with { Policy = sync.Workspace.Configuration.Policy with { AllowDelete = true } });

        var refused = await Assert.ThrowsAsync<AgentException>(() => sync.RunAsync());

        Assert.Equal("E-APR-MISMATCH", refused.Code);
        Assert.Contains("the workspace's policy", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approval_for_one_run_carries_one_run()
    {
        await using var sync = await LeadSync.StartAsync();
        await sync.ApproveAsync();
        await sync.RunAsync();

        var refused = await Assert.ThrowsAsync<AgentException>(() => sync.RunAsync());

        Assert.Equal("E-APR-SPENT", refused.Code);
    }

    [Fact]
    public async Task A_script_that_writes_another_field_than_the_sheet_says_is_refused()
    {
        await using var sync = await LeadSync.StartAsync();
        await sync.WriteScriptAsync(LeadSync.Body.Replace("Email = lead.Email", "Email = lead.Phone", StringComparison.Ordinal));

        var report = await sync.Service.CheckAsync(LeadSync.Name, Token);

        Assert.False(report.Ok);
        Assert.Contains(report.Diagnostics, found => found.Code.StartsWith("E-EFF", StringComparison.Ordinal));
    }

    private static void MakeWritable(string path)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
