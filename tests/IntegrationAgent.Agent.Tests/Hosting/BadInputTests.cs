using IntegrationAgent.Agent.State;
using IntegrationAgent.Driver;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>
/// What bad input gets, on the whole way of an approved run: a record that cannot be written is set aside with its field and the rule, and everything else is
/// written; what no record could be written to is refused before the first write.
/// </summary>
public sealed class BadInputTests(PostgresFixture postgres)
{
    private const int Good = 40;
    private const string People = "CREATE TABLE people (id TEXT, name TEXT, size INTEGER, born DATE);";

    /// <summary>Each needs its records before, between and behind good ones.</summary>
    private static readonly Dictionary<string, string> Bad = new(StringComparer.Ordinal)
    {
        ["null key"] = "INSERT INTO people VALUES (NULL, 'no key', 1, '2000-01-01');",
        ["duplicate key"] = "INSERT INTO people VALUES ('p05', 'again', 1, '2000-01-01');",
        ["too long"] = "INSERT INTO people VALUES ('bad', 'a name that is far too long for it', 1, '2000-01-01');",
        ["out of range number"] = "INSERT INTO people VALUES ('bad', 'big', 70000, '2000-01-01');",
        ["out of range date"] = "INSERT INTO people VALUES ('bad', 'old', 1, '1492-10-12');",
        ["null where a value must be"] = "INSERT INTO people VALUES ('bad', NULL, 1, '2000-01-01');",
        ["not unique"] = "INSERT INTO people VALUES ('bad', 'same', 77, '2000-01-01'); INSERT INTO people VALUES ('fine', 'same', 78, '2000-01-01');",
    };

    private const string WithNul = "INSERT INTO people (id, name) VALUES ('bad', (SELECT 'a' || char(0) || 'b'));";

    private const string InSqlite = """
        CREATE TABLE taken (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL CHECK (length(name) <= 20), size INTEGER UNIQUE CHECK (size BETWEEN -32768 AND 32767), born DATE CHECK (born >= '1900-01-01'));
        INSERT INTO taken VALUES ('there', 'x', 77, '2000-01-01');
        """;

    private const string InPostgres = """
        CREATE TABLE taken (id text PRIMARY KEY, name varchar(20) NOT NULL, size smallint UNIQUE, born date CHECK (born >= '1900-01-01'));
        INSERT INTO taken VALUES ('there', 'x', 77, '2000-01-01');
        """;

    private static readonly (string, string, FieldType)[] Fields =
        [("id", "id", FieldType.String), ("name", "name", FieldType.String), ("size", "size", FieldType.Int64), ("born", "born", FieldType.Date)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite", "null key", "invalid_value", "id", "no value")]
    [InlineData("sqlite", "duplicate key", "duplicate", "id", "twice in one batch")]
    [InlineData("sqlite", "too long", "invalid_value", "", "length(name) <= 20")]
    [InlineData("sqlite", "out of range number", "invalid_value", "", "size BETWEEN -32768 AND 32767")]
    [InlineData("sqlite", "out of range date", "invalid_value", "", "born >= '1900-01-01'")]
    [InlineData("sqlite", "null where a value must be", "invalid_value", "name", "must have a value")]
    [InlineData("sqlite", "not unique", "duplicate", "size", "has the same size")]
    [InlineData("postgres", "null key", "invalid_value", "id", "no value")]
    [InlineData("postgres", "duplicate key", "duplicate", "id", "twice in one batch")]
    [InlineData("postgres", "too long", "invalid_value", "name", "20")]
    [InlineData("postgres", "out of range number", "invalid_value", "size", "smallint")]
    [InlineData("postgres", "out of range date", "invalid_value", "born", "taken_born_check")]
    [InlineData("postgres", "null where a value must be", "invalid_value", "name", "must have a value")]
    [InlineData("postgres", "not unique", "duplicate", "size", "taken_size_key")]
    public async Task A_bad_record_is_set_aside_with_field_and_rule_and_every_other_is_written(string target, string bad, string code, string field, string rule)
    {
        await using var sync = await StartAsync(target, People + Rows(0, Good / 2) + Bad[bad] + Rows(Good / 2, Good), target == "sqlite" ? InSqlite : InPostgres);
        var before = await sync.CountAsync();
        await sync.ApproveAsync();

        var report = await sync.RunAsync();

        var entry = Assert.Single(await sync.QuarantineAsync());
        TestContext.Current.TestOutputHelper?.WriteLine($"{target} · {bad}: {entry.Record.Code} {entry.Record.Field} · {entry.Record.Reason}");
        Assert.Equal((RunState.CompletedWithErrors, "E-RUN-QUARANTINE", ExitCode.Incomplete), (report.State, report.Code, report.ExitCode));
        Assert.Equal((code, field), (entry.Record.Code, entry.Record.Field));
        Assert.Contains(rule, entry.Record.Reason, StringComparison.Ordinal);
        var others = Good + (bad == "not unique" ? 1 : 0);
        Assert.Equal((others, 1L, before + others), (report.Counts.Created, report.Counts.Quarantined, await sync.CountAsync()));
        Assert.True(report.Verification is { Verified: true, Complete: true });
        Assert.Equal("n5", await sync.TargetAsync("SELECT name FROM taken WHERE id = 'p05'"));
    }

    [Fact]
    public async Task A_nul_character_in_text_is_set_aside_where_the_target_cannot_keep_it()
    {
        await using var sync = await StartAsync("postgres", People + Rows(0, Good / 2) + WithNul + Rows(Good / 2, Good), InPostgres);
        await sync.ApproveAsync();

        var report = await sync.RunAsync();

        var entry = Assert.Single(await sync.QuarantineAsync());
        Assert.Equal((RunState.CompletedWithErrors, Good, "invalid_value", "name"), (report.State, (int)report.Counts.Created, entry.Record.Code, entry.Record.Field));
        Assert.Contains("NUL character", entry.Record.Reason, StringComparison.Ordinal);
        Assert.Equal(Good + 1, await sync.CountAsync());
    }

    [Fact]
    public async Task A_nul_character_in_text_is_written_whole_where_the_target_can_keep_it()
    {
        await using var sync = await StartAsync("sqlite", People + Rows(0, Good) + WithNul, InSqlite);
        await sync.ApproveAsync();

        Assert.Equal(RunState.Succeeded, (await sync.RunAsync()).State);

        Assert.Equal("610062", await sync.TargetAsync("SELECT hex(name) FROM taken WHERE id = 'bad'"));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Bytes_that_are_no_text_are_refused_by_their_field_before_the_first_write(string target)
    {
        await using var sync = await StartAsync(target, People + Rows(0, Good) + "INSERT INTO people (id, name) VALUES ('bad', CAST(x'61ff62' AS TEXT));", target == "sqlite" ? InSqlite : InPostgres);

        var refused = await Assert.ThrowsAsync<AgentException>(() => sync.ApproveAsync());

        Assert.Equal(("E-DRY-INVALID-VALUE", ExitCode.Findings), (refused.Code, refused.ExitCode));
        Assert.Contains("'name' is not text", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await sync.CountAsync());
    }

    [Theory]
    [InlineData("sqlite", "ALTER TABLE taken ADD COLUMN wanted TEXT NOT NULL DEFAULT ''")]
    [InlineData("postgres", "ALTER TABLE taken ALTER COLUMN born SET NOT NULL")]
    [InlineData("postgres", "ALTER TABLE taken ADD COLUMN wanted text NOT NULL")]
    public async Task A_column_that_became_required_after_the_approval_is_refused_before_the_first_write(string target, string change)
    {
        var required = target == "sqlite" ? "DROP TABLE taken; CREATE TABLE taken (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL, size INTEGER, born DATE, wanted TEXT NOT NULL)" : change;
        await using var sync = await StartAsync(target, People + Rows(0, Good), target == "sqlite" ? InSqlite : InPostgres.Split(';')[0]);
        await sync.ApproveAsync();
        await sync.TargetAsync(required);
        await sync.ReopenAsync();

        var refused = await Assert.ThrowsAsync<AgentException>(() => sync.RunAsync());

        Assert.Equal(("E-APR-MISMATCH", ExitCode.Refused), (refused.Code, refused.ExitCode));
        Assert.Contains("schema", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await sync.CountAsync());
    }

    [Theory]
    [InlineData("sqlite", "a key that is not unique", "CREATE TABLE taken (id TEXT, name TEXT, size INTEGER, born DATE, n INTEGER PRIMARY KEY)")]
    [InlineData("sqlite", "a table without a key", "CREATE TABLE taken (id TEXT, name TEXT, size INTEGER, born DATE)")]
    [InlineData("sqlite", "a view", "CREATE TABLE base (id TEXT PRIMARY KEY, name TEXT, size INTEGER, born DATE); CREATE VIEW taken AS SELECT * FROM base")]
    [InlineData("postgres", "a key that is not unique", "CREATE TABLE taken (id text, name text, size int, born date, n int PRIMARY KEY)")]
    [InlineData("postgres", "a table without a key", "CREATE TABLE taken (id text, name text, size int, born date)")]
    [InlineData("postgres", "a view that cannot be written", "CREATE TABLE base (id text PRIMARY KEY, name text, size int, born date); CREATE VIEW taken AS SELECT DISTINCT * FROM base")]
    public async Task What_no_record_can_be_written_to_is_refused_before_the_first_write(string target, string what, string table)
    {
        var (code, message) = ("", "");
        await using var sync = await StartAsync(target, People + Rows(0, Good), table);
        try
        {
            await sync.ApproveAsync();
            var report = await sync.RunAsync();
            (code, message) = (report.Code ?? "", report.Message ?? "");
            Assert.NotEqual(RunState.Succeeded, report.State);
            Assert.Equal(ExitCode.Incomplete, report.ExitCode);
        }
        catch (AgentException exception)
        {
            (code, message) = (exception.Code, exception.Message);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{target} · {what}: {code} {message}");
        Assert.NotEqual("", code);
        Assert.Matches("taken|id", message);
        Assert.Equal(0, await sync.CountAsync());
        Assert.Empty(await sync.QuarantineAsync());
    }

    private async Task<TableSync> StartAsync(string target, string source, string table) =>
        await TableSync.StartAsync(target, Fields, source, table, target == "postgres" ? await postgres.ServerAsync(Token) : null);

    private static string Rows(int from, int to) =>
        string.Concat(Enumerable.Range(from, to - from).Select(n => $"INSERT INTO people VALUES ('p{n:00}', 'n{n}', {n}, '2001-02-03');"));
}
