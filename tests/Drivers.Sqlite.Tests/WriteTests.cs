using IntegrationAgent.Driver;
using Microsoft.Data.Sqlite;
using static IntegrationAgent.Drivers.Sqlite.Tests.Pages;

namespace IntegrationAgent.Drivers.Sqlite.Tests;

public sealed class WriteTests
{
    private static readonly (string, FieldType)[] People = [("id", FieldType.String), ("name", FieldType.String), ("age", FieldType.Int64)];
    private const string CreatePeople = "CREATE TABLE people (id TEXT PRIMARY KEY NOT NULL, name VARCHAR(10), age INTEGER CHECK (age >= 0), note TEXT DEFAULT 'none')";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static WriteRequest Write(RecordPage page, WriteMode mode = WriteMode.Upsert, string key = "id", string table = "people", bool allOrNone = false) =>
        new() { Object = table, Mode = mode, KeyFields = mode == WriteMode.Insert ? [] : [key], Records = page, AllOrNone = allOrNone };

    private static IEnumerable<WriteStatus> Statuses(WriteResponse response) => response.Outcomes.Select(outcome => outcome.Status);

    [Fact]
    public async Task Upsert_tells_created_updated_and_unchanged_apart()
    {
        await using var database = await TestDatabase.CreateAsync(CreatePeople);
        using var first = Of(People, [V("a"), V("Ann"), V(1)], [V("b"), V("Bob"), V(2)]);
        using var second = Of(People, [V("a"), V("Ann"), V(1)], [V("b"), V("Bobby"), V(2)], [V("c"), RecordValue.Null, RecordValue.Null]);

        Assert.Equal([WriteStatus.Created, WriteStatus.Created], Statuses(await database.Client.WriteAsync(Write(first), Token)));
        Assert.Equal([WriteStatus.Unchanged, WriteStatus.Updated, WriteStatus.Created], Statuses(await database.Client.WriteAsync(Write(second), Token)));
        Assert.Equal([WriteStatus.Unchanged, WriteStatus.Unchanged, WriteStatus.Unchanged], Statuses(await database.Client.WriteAsync(Write(second), Token)));
        Assert.Equal("Bobby", database.Scalar("SELECT name FROM people WHERE id='b'"));
        Assert.Equal(3L, database.Scalar("SELECT count(*) FROM people"));
    }

    [Fact]
    public async Task Unchanged_rows_are_not_written()
    {
        await using var database = await TestDatabase.CreateAsync(
            CreatePeople,
            "CREATE TABLE log (id INTEGER PRIMARY KEY)",
            "CREATE TRIGGER touched AFTER UPDATE ON people BEGIN INSERT INTO log VALUES (NULL); END");
        using var page = Of(People, [V("a"), V("Ann"), V(1)]);
        await database.Client.WriteAsync(Write(page), Token);

        await database.Client.WriteAsync(Write(page), Token);

        Assert.Equal(0L, database.Scalar("SELECT count(*) FROM log"));
    }

    [Fact]
    public async Task Texts_that_differ_only_by_case_are_an_update_in_a_column_without_case()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT COLLATE NOCASE, age INTEGER)");
        using var first = Of(People, [V("a"), V("ann"), V(1)]);
        using var second = Of(People, [V("a"), V("Ann"), V(1)]);
        await database.Client.WriteAsync(Write(first), Token);

        Assert.Equal([WriteStatus.Updated], Statuses(await database.Client.WriteAsync(Write(second), Token)));
        Assert.Equal("Ann", database.Scalar("SELECT name FROM people"));
    }

    [Fact]
    public async Task Absent_leaves_a_column_alone_and_null_clears_it()
    {
        await using var database = await TestDatabase.CreateAsync(CreatePeople, "INSERT INTO people VALUES ('a','Ann',1,'kept'), ('b','Bob',2,'kept')");
        using var page = Of(People, [V("a"), RecordValue.Absent, RecordValue.Null], [V("b"), RecordValue.Null, RecordValue.Absent], [V("c"), RecordValue.Absent, RecordValue.Absent]);

        Assert.Equal([WriteStatus.Updated, WriteStatus.Updated, WriteStatus.Created], Statuses(await database.Client.WriteAsync(Write(page), Token)));
        Assert.Equal("Ann||kept", database.Scalar("SELECT name || '|' || coalesce(age,'') || '|' || note FROM people WHERE id='a'"));
        Assert.Equal("|2|kept", database.Scalar("SELECT coalesce(name,'') || '|' || age || '|' || note FROM people WHERE id='b'"));
        Assert.Equal("none", database.Scalar("SELECT note FROM people WHERE id='c'"));
    }

    [Fact]
    public async Task A_sparse_upsert_of_an_existing_record_needs_no_required_fields()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT NOT NULL, age INTEGER)", "INSERT INTO people VALUES ('a','Ann',1)");
        using var page = Of(People, [V("a"), RecordValue.Absent, V(2)], [V("b"), RecordValue.Absent, V(2)]);

        var response = await database.Client.WriteAsync(Write(page), Token);

        Assert.Equal([WriteStatus.Updated, WriteStatus.Failed], Statuses(response));
        Assert.Equal(["name"], response.Outcomes[1].Error!.Fields);
    }

    [Fact]
    public async Task One_bad_record_fails_alone_and_says_why_without_its_content()
    {
        await using var database = await TestDatabase.CreateAsync(CreatePeople, "CREATE UNIQUE INDEX by_name ON people(name)");
        using var page = Of(
            People,
            [V("a"), V("Ann"), V(1)],
            [V("b"), V("SecretTooLong"), V(1)],
            [V("c"), V("Cid"), V(-5)],
            [V("d"), V("Ann"), V(1)],
            [RecordValue.Null, V("Eve"), V(1)],
            [V("f"), V("Fay"), V(1)]);

        var response = await database.Client.WriteAsync(Write(page), Token);

        Assert.Equal([WriteStatus.Created, WriteStatus.Failed, WriteStatus.Failed, WriteStatus.Failed, WriteStatus.Failed, WriteStatus.Created], Statuses(response));
        Assert.Equal(
            ["invalid_value", "invalid_value", "duplicate", "invalid_value"],
            response.Outcomes.Where(outcome => outcome.Error is not null).Select(outcome => outcome.Error!.Code.Value));
        Assert.Equal(["name"], response.Outcomes[3].Error!.Fields);
        Assert.Equal(["id"], response.Outcomes[4].Error!.Fields);
        Assert.DoesNotContain(response.Outcomes, outcome => outcome.Error?.Message.Contains("Secret", StringComparison.Ordinal) == true);
        Assert.Equal(2L, database.Scalar("SELECT count(*) FROM people"));
    }

    [Fact]
    public async Task All_or_none_writes_nothing_when_one_fails()
    {
        await using var database = await TestDatabase.CreateAsync(CreatePeople);
        using var page = Of(People, [V("a"), V("Ann"), V(1)], [V("b"), V("Bob"), V(-1)]);

        var response = await database.Client.WriteAsync(Write(page, allOrNone: true), Token);

        Assert.Equal([WriteStatus.Failed, WriteStatus.Failed], Statuses(response));
        Assert.Equal("conflict", response.Outcomes[0].Error!.Code.Value);
        Assert.Equal(0L, database.Scalar("SELECT count(*) FROM people"));
    }

    [Fact]
    public async Task The_same_key_twice_in_a_page_is_a_duplicate_the_second_time_and_newer_in_the_next_page()
    {
        await using var database = await TestDatabase.CreateAsync(CreatePeople);
        using var page = Of(People, [V("a"), V("Ann"), V(1)], [V("a"), V("Anna"), V(1)], [V("b"), V("Bob"), V(1)]);
        using var next = Of(People, [V("a"), V("Anna"), V(1)]);

        var response = await database.Client.WriteAsync(Write(page), Token);

        Assert.Equal([WriteStatus.Created, WriteStatus.Failed, WriteStatus.Created], Statuses(response));
        Assert.Equal(("duplicate", "id"), (response.Outcomes[1].Error!.Code.Value, Assert.Single(response.Outcomes[1].Error!.Fields)));
        Assert.Equal("Ann", database.Scalar("SELECT name FROM people WHERE id = 'a'"));
        Assert.Equal([WriteStatus.Updated], Statuses(await database.Client.WriteAsync(Write(next), Token)));
    }

    [Theory]
    [InlineData("name", "not unique")]
    [InlineData("nam", "no field")]
    public async Task A_key_that_is_not_unique_is_refused_before_the_first_write(string key, string text)
    {
        await using var database = await TestDatabase.CreateAsync(CreatePeople);
        using var page = Of(People, [V("a"), V("Ann"), V(1)]);

        var exception = await Assert.ThrowsAsync<DriverException>(() => database.Client.WriteAsync(Write(page, key: key), Token));

        Assert.Contains(text, exception.Message, StringComparison.Ordinal);
        Assert.NotEmpty(exception.Suggestions);
        Assert.Equal(0L, database.Scalar("SELECT count(*) FROM people"));
    }

    [Fact]
    public async Task A_partial_unique_index_is_no_key()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE people (id TEXT, name TEXT, age INTEGER)", "CREATE UNIQUE INDEX some ON people(id) WHERE age > 1");
        using var page = Of(People, [V("a"), V("Ann"), V(1)]);

        await Assert.ThrowsAsync<DriverException>(() => database.Client.WriteAsync(Write(page), Token));
    }

    [Fact]
    public async Task A_key_of_two_columns_identifies_together()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE people (id TEXT, name TEXT, age INTEGER, PRIMARY KEY (id, name)) WITHOUT ROWID");
        using var first = Of(People, [V("a"), V("x"), V(1)], [V("a"), V("y"), V(1)]);
        using var second = Of(People, [V("a"), V("x"), V(2)]);
        WriteRequest Upsert(RecordPage page) => new() { Object = "people", Mode = WriteMode.Upsert, KeyFields = ["name", "id"], Records = page };

        Assert.Equal([WriteStatus.Created, WriteStatus.Created], Statuses(await database.Client.WriteAsync(Upsert(first), Token)));
        Assert.Equal([WriteStatus.Updated], Statuses(await database.Client.WriteAsync(Upsert(second), Token)));
    }

    [Fact]
    public async Task Insert_update_and_delete_answer_for_each_record()
    {
        await using var database = await TestDatabase.CreateAsync(CreatePeople, "INSERT INTO people VALUES ('a','Ann',1,'')");
        using var page = Of(People, [V("a"), V("Anna"), V(1)], [V("b"), V("Bob"), V(1)]);

        Assert.Equal([WriteStatus.Failed, WriteStatus.Created], Statuses(await database.Client.WriteAsync(Write(page, WriteMode.Insert), Token)));
        database.Execute("DELETE FROM people WHERE id='b'");
        var update = await database.Client.WriteAsync(Write(page, WriteMode.Update), Token);
        Assert.Equal([WriteStatus.Updated, WriteStatus.Failed], Statuses(update));
        Assert.Equal("record_not_found", update.Outcomes[1].Error!.Code.Value);
        Assert.Equal([WriteStatus.Deleted, WriteStatus.Unchanged], Statuses(await database.Client.WriteAsync(Write(page, WriteMode.Delete), Token)));
        Assert.Equal(0L, database.Scalar("SELECT count(*) FROM people"));
    }

    [Fact]
    public async Task A_view_and_a_computed_column_are_refused()
    {
        await using var database = await TestDatabase.CreateAsync(
            "CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT, age INTEGER AS (length(name)))", "CREATE VIEW adults AS SELECT * FROM people");
        using var page = Of(People, [V("a"), V("Ann"), V(1)]);

        Assert.Contains("view", (await Assert.ThrowsAsync<DriverException>(() => database.Client.WriteAsync(Write(page, table: "adults"), Token))).Message, StringComparison.Ordinal);
        Assert.Contains("computed", (await Assert.ThrowsAsync<DriverException>(() => database.Client.WriteAsync(Write(page), Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reference_to_nothing_fails_its_record()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE accounts (id TEXT PRIMARY KEY)", "CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT REFERENCES accounts(id), age INTEGER)", "INSERT INTO accounts VALUES ('x')");
        using var page = Of(People, [V("a"), V("x"), V(1)], [V("b"), V("nowhere"), V(1)]);

        Assert.Equal([WriteStatus.Created, WriteStatus.Failed], Statuses(await database.Client.WriteAsync(Write(page), Token)));
    }

    [Fact]
    public async Task A_reference_that_is_checked_at_the_end_undoes_the_page_and_throws()
    {
        await using var database = await TestDatabase.CreateAsync(
            "CREATE TABLE accounts (id TEXT PRIMARY KEY)", "CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT REFERENCES accounts(id) DEFERRABLE INITIALLY DEFERRED, age INTEGER)");
        using var page = Of(People, [V("b"), V("nowhere"), V(1)]);

        Assert.Equal(DriverErrorCode.Conflict, (await Assert.ThrowsAsync<DriverException>(() => database.Client.WriteAsync(Write(page), Token))).Code);
        Assert.Equal(0L, database.Scalar("SELECT count(*) FROM people"));
    }

    [Fact]
    public async Task A_unique_rule_that_would_replace_others_never_does()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE people (id TEXT PRIMARY KEY, name TEXT UNIQUE ON CONFLICT REPLACE, age INTEGER)", "INSERT INTO people VALUES ('a','Ann',1)");
        using var page = Of(People, [V("b"), V("Ann"), V(1)]);

        Assert.Equal([WriteStatus.Failed], Statuses(await database.Client.WriteAsync(Write(page), Token)));
        Assert.Equal("a", database.Scalar("SELECT id FROM people"));
    }

    [Fact]
    public async Task A_type_that_can_never_fit_is_refused_before_the_first_write()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE people (id TEXT PRIMARY KEY, name DATE, age INTEGER)");
        using var page = Of([("id", FieldType.String), ("name", FieldType.Boolean)], [V("a"), RecordValue.From(true)]);

        Assert.Equal("name", (await Assert.ThrowsAsync<DriverException>(() => database.Client.WriteAsync(Write(page), Token))).Target);
    }

    [Fact]
    public async Task A_probe_tells_applied_absent_and_unknown()
    {
        await using var database = await TestDatabase.CreateAsync(CreatePeople, "INSERT INTO people VALUES ('a','Ann',1,''), ('b','Other',1,'')");
        using var page = Of(People, [V("a"), V("Ann"), V(1)], [V("b"), V("Bob"), V(1)], [V("c"), V("Cid"), V(1)]);

        var upsert = await database.Client.ProbeAsync(new ProbeRequest { Write = Write(page), SentAt = default }, Token);
        var delete = await database.Client.ProbeAsync(new ProbeRequest { Write = Write(page, WriteMode.Delete), SentAt = default }, Token);
        var insert = await database.Client.ProbeAsync(new ProbeRequest { Write = Write(page, WriteMode.Insert), SentAt = default }, Token);

        Assert.Equal([ProbeResult.Applied, ProbeResult.Unknown, ProbeResult.Absent], upsert.Results);
        Assert.Equal([ProbeResult.Absent, ProbeResult.Absent, ProbeResult.Applied], delete.Results);
        Assert.Equal([ProbeResult.Applied, ProbeResult.Superseded, ProbeResult.Absent], insert.Results);
    }

    [Fact]
    public async Task A_database_that_another_program_holds_is_a_conflict_to_repeat()
    {
        await using var database = await TestDatabase.CreateAsync(CreatePeople);
        await using var other = await TestDatabase.ConnectAsync(database.File);
        using var page = Of(People, [V("a"), V("Ann"), V(1)]);

        // Two writers at once take turns.
        var both = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? database.Client : other).WriteAsync(Write(page), Token)));

        Assert.Single(both, response => response.Outcomes[0].Status == WriteStatus.Created);
    }

    [Fact]
    public async Task How_long_a_call_waits_for_another_program_is_a_setting()
    {
        await using var database = await TestDatabase.CreateAsync(CreatePeople);
        await using var client = await TestDatabase.ConnectAsync(database.File, busyTimeout: "0");
        await using var other = new SqliteConnection($"Data Source={database.File};Pooling=False");
        await other.OpenAsync(Token);
        await using var held = other.BeginTransaction(deferred: false);
        using var page = Of(People, [V("a"), V("Ann"), V(1)]);

        // Without waiting: a test that hangs for the default of ten seconds would show that nobody reads the setting.
        Assert.Equal(DriverErrorCode.Conflict, (await Assert.ThrowsAsync<DriverException>(() => client.WriteAsync(Write(page), Token).WaitAsync(TimeSpan.FromSeconds(8), Token))).Code);
        Assert.Equal("busy_timeout", (await Assert.ThrowsAsync<DriverException>(() => TestDatabase.ConnectAsync(database.File, busyTimeout: "-1"))).Target);
    }
}
