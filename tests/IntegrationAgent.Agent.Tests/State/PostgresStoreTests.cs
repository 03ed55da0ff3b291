using System.Text.RegularExpressions;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.State.Sql;
using IntegrationAgent.Testing;
using Microsoft.Extensions.Time.Testing;
using static IntegrationAgent.Agent.Tests.State.StateSamples;

namespace IntegrationAgent.Agent.Tests.State;

/// <summary>What only a store on a server has: several machines, its clock, its address, its errors.</summary>
public sealed partial class PostgresStoreTests(PostgresFixture postgres) : IAsyncLifetime
{
    private TemporaryWorkspace first = null!;
    private TemporaryWorkspace second = null!;
    private string address = "";

    public async ValueTask InitializeAsync()
    {
        var server = await postgres.ServerAsync(Token);
        address = await server.CreateDatabaseAsync(Token);
        first = new TemporaryWorkspace(checkpointEvery: 5, address);
        second = new TemporaryWorkspace(checkpointEvery: 5, address);
    }

    public ValueTask DisposeAsync()
    {
        first?.Dispose();
        second?.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Both_schemas_have_the_same_tables_and_columns() =>
        Assert.Equal(Columns(SqliteSchema.Steps), Columns(PostgresSchema.Steps));

    [Fact]
    public async Task A_second_machine_with_the_keys_goes_on_where_the_first_one_stopped()
    {
        string run;
        await using (var store = await first.OpenAsync())
        {
            var lease = await store.Runs.ClaimAsync((await store.CreateRunAsync()).Id, "one", Lease, Token);
            run = lease.RunId;
            await store.Effects.BeginAsync(lease, Intent(), Token);
            await store.Effects.AcknowledgeAsync(lease, Intent().Key, Answer(), Token);
            await store.Runs.FinishAsync(lease, new RunEnd { State = RunState.Incomplete, Code = "E-RUN-SOURCE" }, Token);
        }

        CopyKeys();
        await using var there = await second.OpenAsync();
        var again = await there.Runs.ClaimAsync(run, "two", Lease, Token);

        Assert.Equal(2, again.Attempt);
        Assert.Equal("1", Assert.Single(await there.Runs.CheckpointsAsync(run, Token)).Position);
        Assert.Equal(EffectStatus.Acknowledged, Assert.Single(await there.Effects.ListAsync(run, Token)).Status);
        Assert.Equal(Intent().Keys.ToArray(), (await there.Effects.ListAsync(run, Token))[0].Intent.Keys.ToArray());
    }

    [Fact]
    public async Task Checkpoints_of_one_machine_reach_the_file_of_another_and_the_audit_verifies_on_both()
    {
        await AppendAsync(first, 12);
        CopyKeys();
        await AppendAsync(second, 12);
        await AppendAsync(first, 3);

        var one = await AuditVerifier.VerifyAsync(first.Workspace, Token);
        var two = await AuditVerifier.VerifyAsync(second.Workspace, Token);

        Assert.Empty(one.Findings);
        Assert.Empty(two.Findings);
        Assert.True(two.Checkpoints >= 3, $"{two.Checkpoints} checkpoints");
        Assert.Equal(one.Checkpoints, two.Checkpoints);
    }

    [Theory]
    [InlineData("ALTER TABLE audit DISABLE TRIGGER USER; UPDATE audit SET canonical = replace(canonical, 'salesforce', 'postgres') WHERE seq = 4", 4)]
    [InlineData("ALTER TABLE audit DISABLE TRIGGER USER; DELETE FROM audit WHERE seq = 4", 4)]
    [InlineData("ALTER TABLE audit DISABLE TRIGGER USER; DELETE FROM audit WHERE seq > 8; DELETE FROM audit_checkpoints; UPDATE audit_head SET seq = 8, checkpoint = 0, hash = (SELECT hash FROM audit WHERE seq = 8)", 9)]
    public async Task What_was_changed_on_the_server_is_found_and_named(string change, long at)
    {
        await AppendAsync(first, 12);

        first.Edit(change);

        var verification = await AuditVerifier.VerifyAsync(first.Workspace, Token);
        Assert.Equal(at, verification.Findings[0].Sequence);
    }

    [Theory]
    [InlineData("UPDATE audit SET type = 'x'")]
    [InlineData("DELETE FROM audit")]
    [InlineData("TRUNCATE audit")]
    public async Task The_server_itself_refuses_a_change_of_the_audit(string change)
    {
        await AppendAsync(first, 3);

        var refusal = Assert.Throws<Npgsql.PostgresException>(() => first.Edit(change));

        Assert.Contains("append only", refusal.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_that_somebody_else_put_on_the_server_is_refused()
    {
        await AppendAsync(first, 12);
        CopyKeys();
        first.Edit("UPDATE audit_checkpoints SET line = replace(line, '\"head\":\"', '\"head\":\"0')");

        await RefusedAsync(StateErrorCodes.AuditBehind, () => second.OpenAsync());
    }

    [Fact]
    public async Task A_machine_with_another_key_is_told_what_to_copy()
    {
        await AppendAsync(first, 3);
        WorkspaceKey.Load(second.Paths.Key, mayCreate: true);

        var refusal = await RefusedAsync("E-SEC-KEY-OTHER", () => second.OpenAsync());

        Assert.Contains(".intagent/key", refusal.NextAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_machine_whose_clock_is_days_ahead_takes_no_lease_over()
    {
        await using var store = await first.OpenAsync();
        var lease = await store.ClaimNewAsync();
        CopyKeys();
        var ahead = new FakeTimeProvider(DateTimeOffset.UtcNow.AddDays(3));
        await using var there = await second.OpenAsync(options: new StateOptions { Time = ahead });

        await RefusedAsync(StateErrorCodes.Busy, () => there.Runs.ClaimAsync(lease.RunId, "two", Lease, Token));
        Assert.True((await there.Clock.GetUtcNowAsync(Token) - DateTimeOffset.UtcNow).Duration() < TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_slot_has_one_run_whichever_machine_is_first()
    {
        await using var one = await first.OpenAsync();
        CopyKeys();
        await using var two = await second.OpenAsync();

        var tries = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            try
            {
                await (i % 2 == 0 ? one : two).CreateRunAsync(slot: "2026-03-01T12:00:00Z");
                return "";
            }
            catch (AgentException exception)
            {
                return exception.Code;
            }
        })));

        Assert.Single(tries, code => code.Length == 0);
        Assert.Equal(7, tries.Count(code => code == StateErrorCodes.Slot));
    }

    [Fact]
    public async Task A_wrong_password_or_a_silent_server_is_said_without_the_password()
    {
        var password = Regex.Match(address, "Password=([^;]+)").Groups[1].Value;
        using var wrong = new TemporaryWorkspace(address: address.Replace(password, "not-the-password", StringComparison.Ordinal));
        using var silent = new TemporaryWorkspace(address: "Host=127.0.0.1;Port=1;Database=x;Username=u;Password=some-password;Timeout=2");

        var refused = await RefusedAsync(StateErrorCodes.Unavailable, () => wrong.OpenAsync());
        var unreachable = await RefusedAsync(StateErrorCodes.Unavailable, () => silent.OpenAsync());

        Assert.Equal(ExitCode.Connection, refused.ExitCode);
        Assert.Equal(ExitCode.Connection, unreachable.ExitCode);
        Assert.DoesNotContain("the-password", refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("some-password", unreachable.ToString(), StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:1/x", unreachable.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("Host=;Database=x")]
    [InlineData("postgres://user:secret-word@/")]
    public async Task An_address_that_is_none_is_named_by_its_variable_only(string text)
    {
        using var workspace = new TemporaryWorkspace(address: text);

        var refusal = await RefusedAsync(StateErrorCodes.Address, () => workspace.OpenAsync());

        Assert.Contains("INTAGENT_STATE", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-word", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_url_is_an_address_too()
    {
        var parts = address.Split(';').Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1]);
        using var workspace = new TemporaryWorkspace(
            address: $"postgres://{parts["Username"]}:{parts["Password"]}@{parts["Host"]}:{parts["Port"]}/{parts["Database"]}?Timeout=5");

        await using var store = await workspace.OpenAsync();

        Assert.NotNull(await store.CreateRunAsync());
    }

    [Fact]
    public async Task The_address_is_taught_to_the_scrubber()
    {
        var scrubber = new SecretScrubber();
        await using var store = await first.OpenAsync(options: new StateOptions { Scrubber = scrubber });

        Assert.DoesNotContain(address, scrubber.Scrub("at " + address), StringComparison.Ordinal);
    }

    private static async Task AppendAsync(TemporaryWorkspace workspace, int events)
    {
        await using var store = await workspace.OpenAsync();
        for (var i = 0; i < events; i++)
            await store.Audit.AppendAsync(new AuditEvent { Type = AuditEventTypes.DiscoveryCall, Subject = "salesforce" }, Token);
    }

    private static SortedDictionary<string, string> Columns(IEnumerable<string> steps)
    {
        var tables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (Match table in Table().Matches(string.Join('\n', steps)))
        {
            var columns = Column().Matches(table.Groups["body"].Value).Select(column => column.Groups["name"].Value).Order(StringComparer.Ordinal);
            tables[table.Groups["name"].Value] = string.Join(", ", columns);
        }

        return tables;
    }

    [GeneratedRegex(@"CREATE TABLE (?<name>\w+) \((?<body>.*?)\n?\s*\)(?: STRICT[^;]*)?;", RegexOptions.Singleline)]
    private static partial Regex Table();

    [GeneratedRegex(@"(?<=^|[\s,(])(?<name>[a-z_]+) (?:TEXT|INTEGER|BLOB|BIGINT|BYTEA)\b")]
    private static partial Regex Column();

    private void CopyKeys()
    {
        foreach (var (from, to) in ((string, string)[])[(first.Paths.Key, second.Paths.Key), (first.Paths.AuditKey, second.Paths.AuditKey)])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to, overwrite: true);
        }
    }
}
