using IntegrationAgent.Agent.State;
using IntegrationAgent.Driver;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>Records that are inserted are each there once, although pages of the source and of the write end at different records.</summary>
public sealed class InsertResumeTests(PostgresFixture postgres)
{
    private const int People = 9_000;

    private static readonly (string, string, FieldType)[] Fields = [("id", "id", FieldType.String), ("name", "name", FieldType.String)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1_000)]
    [InlineData(2_500)]
    [InlineData(5_000)]
    public async Task A_run_that_a_full_disk_stopped_goes_on_where_it_was(int room)
    {
        var server = await postgres.ServerAsync(Token);
        // A page of the source holds some 1,300 of these records, and one of the write some 1,200.
        await using var sync = await TableSync.StartAsync(
            "postgres",
            Fields,
            "CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT);"
            + $"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {People - 1}) INSERT INTO people SELECT 'p' || i, printf('%.*c', 800, 'x') || i FROM n;",
            $$$"""
            CREATE TABLE taken (id text PRIMARY KEY, name text);
            CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF (SELECT count(*) FROM taken) > {{{room}}} THEN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END IF; RETURN NULL; END $$;
            CREATE TRIGGER full_disk AFTER INSERT ON taken FOR EACH STATEMENT EXECUTE FUNCTION full_disk();
            """,
            server,
            insert: true);
        await sync.ApproveAsync();

        var stopped = await sync.RunAsync();
        await sync.TargetAsync("DROP TRIGGER full_disk ON taken");
        await sync.ReopenAsync();
        var finished = await sync.RunAsync(resume: true);

        Assert.Equal((RunState.NeedsHuman, "unavailable"), (stopped.State, stopped.Code));
        Assert.Equal((RunState.Succeeded, (long)People), (finished.State, finished.Counts.Created));
        Assert.Equal($"{People}|{People}", await sync.TargetAsync("SELECT count(*) || '|' || count(DISTINCT id) FROM taken"));
        Assert.Empty(await sync.QuarantineAsync());
        Assert.True((await sync.Host.Store.Audit.VerifyAsync(Token)).IsWhole);
    }
}
