using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Driver;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>A system that changes in the middle of a run stops it with its checkpoint kept: no record is set aside for it, and nothing is half-written.</summary>
public sealed class SchemaDriftTests(PostgresFixture postgres)
{
    private const int People = 12_000;

    private static readonly (string, string, FieldType)[] Fields = [("id", "id", FieldType.String), ("name", "name", FieldType.String), ("size", "size", FieldType.Int64)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite", "became required", "DROP TABLE taken; CREATE TABLE taken (id TEXT PRIMARY KEY NOT NULL, name TEXT, size INTEGER, wanted TEXT NOT NULL)")]
    [InlineData("sqlite", "dropped", "ALTER TABLE taken DROP COLUMN size")]
    [InlineData("sqlite", "another type", "DROP TABLE taken; CREATE TABLE taken (id TEXT PRIMARY KEY NOT NULL, name TEXT, size BLOB)")]
    [InlineData("postgres", "became required", "ALTER TABLE taken ADD COLUMN wanted text; UPDATE taken SET wanted = 'x'; ALTER TABLE taken ALTER COLUMN wanted SET NOT NULL")]
    [InlineData("postgres", "dropped", "ALTER TABLE taken DROP COLUMN size")]
    [InlineData("postgres", "another type", "ALTER TABLE taken ALTER COLUMN size TYPE boolean USING size > 0")]
    public async Task A_target_that_changes_in_the_middle_stops_the_run_and_takes_it_up_again_when_it_is_as_it_was(string target, string what, string change)
    {
        var points = new PointActions();
        await using var sync = await StartAsync(target, points);
        await sync.ApproveAsync();
        // Two pages have left; the others leave when the change is there.
        points.Arm(FaultPoints.BeforeCall, 3, () => sync.TargetAsync(change).GetAwaiter().GetResult());

        var stopped = await sync.RunAsync();

        TestContext.Current.TestOutputHelper?.WriteLine($"{target} · {what}: {stopped.Code} {stopped.Message} → {stopped.NextAction}");
        Assert.Equal((RunState.NeedsHuman, "E-RUN-DRIFT", ExitCode.Incomplete), (stopped.State, stopped.Code, stopped.ExitCode));
        Assert.Contains("target.taken", stopped.Message, StringComparison.Ordinal);
        Assert.Contains("--resume", stopped.NextAction, StringComparison.Ordinal);
        Assert.Empty(await sync.QuarantineAsync());
        Assert.NotEmpty(await sync.Host.Store.Runs.CheckpointsAsync(stopped.RunId, Token));
        await sync.ReopenAsync();
        Assert.Equal("E-APR-MISMATCH", (await Assert.ThrowsAsync<AgentException>(() => sync.RunAsync(resume: true))).Code);

        await sync.TargetAsync(target == "sqlite" ? "DROP TABLE taken; " + Table("sqlite") : "DROP TABLE taken; " + Table("postgres"));
        await sync.ReopenAsync();
        var finished = await sync.RunAsync(resume: true);

        Assert.Equal(stopped.RunId, finished.RunId);
        // What was written before went with the table; what the run had not come to is there, and nothing of it twice.
        Assert.Equal(People, finished.Counts.Created);
        Assert.True(await sync.CountAsync() is > 0 and < People);
        Assert.Empty(await sync.QuarantineAsync());
        Assert.True((await sync.Host.Store.Audit.VerifyAsync(Token)).IsWhole);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task A_field_that_goes_at_the_source_stops_the_run_or_is_read_from_the_moment_that_it_began_at(string target)
    {
        var points = new PointActions();
        await using var sync = await StartAsync(target, points);
        await sync.ApproveAsync();
        points.Arm(FaultPoints.PageRead, 1, () => TryChange(sync));

        var report = await sync.RunAsync();

        TestContext.Current.TestOutputHelper?.WriteLine($"{target}: {report.State} {report.Code} {report.Message}");
        if (report.State == RunState.Succeeded)
        {
            // The source was read as it was when the query began.
            Assert.Equal(People, await sync.CountAsync());
            Assert.Equal(People.ToString(System.Globalization.CultureInfo.InvariantCulture), await sync.TargetAsync("SELECT count(*) FROM taken WHERE size IS NOT NULL"));
            return;
        }

        Assert.Equal((RunState.NeedsHuman, "E-RUN-DRIFT"), (report.State, report.Code));
        Assert.Contains("source.people", report.Message, StringComparison.Ordinal);
    }

    private static void TryChange(TableSync sync)
    {
        try
        {
            sync.Source("ALTER TABLE people RENAME COLUMN size TO extent");
        }
        catch (Microsoft.Data.Sqlite.SqliteException exception) when (exception.SqliteErrorCode is 5 or 6)
        {
            // A reader holds the file: then nothing can change under the run.
        }
    }

    private async Task<TableSync> StartAsync(string target, PointActions points) => await TableSync.StartAsync(
        target,
        Fields,
        $"CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT, size INTEGER); WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {People - 1}) INSERT INTO people SELECT printf('p%05d', i), 'Person ' || i, i FROM n;",
        Table(target),
        target == "postgres" ? await postgres.ServerAsync(Token) : null,
        faults: points);

    private static string Table(string target) =>
        target == "sqlite" ? "CREATE TABLE taken (id TEXT PRIMARY KEY NOT NULL, name TEXT, size INTEGER)" : "CREATE TABLE taken (id text PRIMARY KEY, name text, size bigint)";
}
