using IntegrationAgent.Driver;
using IntegrationAgent.Testing;
using static IntegrationAgent.Drivers.Postgres.Tests.Pages;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace IntegrationAgent.Drivers.Postgres.Tests;

public sealed class WriteTests(PostgresFixture fixture)
{
    private static readonly (string, FieldType)[] People = [("id", FieldType.String), ("name", FieldType.String), ("age", FieldType.Int64)];
    private const string CreatePeople = "CREATE TABLE people (id text PRIMARY KEY, name varchar(10), age integer CONSTRAINT old_enough CHECK (age >= 0), note text DEFAULT 'none')";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static WriteRequest Request(RecordPage page, WriteMode mode = WriteMode.Upsert, string key = "id", string table = "people", bool allOrNone = false) =>
        new() { Object = table, Mode = mode, KeyFields = mode == WriteMode.Insert ? [] : [key], Records = page, AllOrNone = allOrNone };

    internal static IEnumerable<WriteStatus> Statuses(WriteResponse response) => response.Outcomes.Select(outcome => outcome.Status);

    [Fact]
    public async Task Upsert_tells_created_updated_and_unchanged_apart()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, CreatePeople);
        using var first = Of(People, [V("a"), V("Ann"), V(1)], [V("b"), V("Bob"), V(2)]);
        using var second = Of(People, [V("a"), V("Ann"), V(1)], [V("b"), V("Bobby"), V(2)], [V("c"), RecordValue.Null, RecordValue.Null]);

        Assert.Equal([WriteStatus.Created, WriteStatus.Created], Statuses(await database.Client.WriteAsync(Request(first), Token)));
        Assert.Equal([WriteStatus.Unchanged, WriteStatus.Updated, WriteStatus.Created], Statuses(await database.Client.WriteAsync(Request(second), Token)));
        Assert.Equal([WriteStatus.Unchanged, WriteStatus.Unchanged, WriteStatus.Unchanged], Statuses(await database.Client.WriteAsync(Request(second), Token)));
        Assert.Equal("Bobby", await database.SqlAsync("SELECT name FROM people WHERE id='b'"));
        Assert.Equal("3", await database.SqlAsync("SELECT count(*) FROM people"));
    }

    [Theory]
    [InlineData("PARTITION BY HASH (id)", "CREATE TABLE people_0 PARTITION OF people FOR VALUES WITH (MODULUS 2, REMAINDER 0); CREATE TABLE people_1 PARTITION OF people FOR VALUES WITH (MODULUS 2, REMAINDER 1)")]
    [InlineData("", "CREATE RULE nothing AS ON DELETE TO people DO ALSO NOTHING")]
    public async Task Tables_of_other_kinds_tell_the_outcomes_apart_too(string kind, string more)
    {
        await using var database = await TestDatabase.CreateAsync(fixture, $"CREATE TABLE people (id text PRIMARY KEY, name text, age integer) {kind}", more);
        using var first = Of(People, [V("a"), V("Ann"), V(1)], [V("b"), V("Bob"), V(2)]);
        using var second = Of(People, [V("a"), V("Anna"), V(1)], [V("b"), V("Bob"), V(2)], [V("c"), V("Cid"), V(3)]);
        await database.Client.WriteAsync(Request(first), Token);

        Assert.Equal([WriteStatus.Updated, WriteStatus.Unchanged, WriteStatus.Created], Statuses(await database.Client.WriteAsync(Request(second), Token)));
    }

    [Fact]
    public async Task Unchanged_rows_are_not_written()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, CreatePeople);
        using var page = Of(People, [V("a"), V("Ann"), V(1)]);
        await database.Client.WriteAsync(Request(page), Token);
        var before = await database.SqlAsync("SELECT xmin, ctid FROM people");

        await database.Client.WriteAsync(Request(page), Token);
        await database.Client.WriteAsync(Request(page, WriteMode.Update), Token);

        // A row that is locked for an update keeps its place and its maker.
        Assert.Equal(before, await database.SqlAsync("SELECT xmin, ctid FROM people"));
    }

    [Fact]
    public async Task Texts_that_differ_only_by_case_are_an_update_in_a_column_without_case()
    {
        await using var database = await TestDatabase.CreateAsync(
            fixture, "CREATE COLLATION nocase (provider = icu, locale = 'und-u-ks-level2', deterministic = false)", "CREATE TABLE people (id text PRIMARY KEY, name text COLLATE nocase, age integer)");
        using var first = Of(People, [V("a"), V("ann"), V(1)]);
        using var second = Of(People, [V("a"), V("Ann"), V(1)]);
        await database.Client.WriteAsync(Request(first), Token);

        Assert.Equal([WriteStatus.Updated], Statuses(await database.Client.WriteAsync(Request(second), Token)));
        Assert.Equal("Ann", await database.SqlAsync("SELECT name FROM people"));
    }

    [Fact]
    public async Task Absent_leaves_a_column_alone_and_null_clears_it()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, CreatePeople, "INSERT INTO people VALUES ('a','Ann',1,'kept'), ('b','Bob',2,'kept')");
        using var page = Of(People, [V("a"), RecordValue.Absent, RecordValue.Null], [V("b"), RecordValue.Null, RecordValue.Absent], [V("c"), RecordValue.Absent, RecordValue.Absent]);

        Assert.Equal([WriteStatus.Updated, WriteStatus.Updated, WriteStatus.Created], Statuses(await database.Client.WriteAsync(Request(page), Token)));
        Assert.Equal("a|Ann||kept\nb||2|kept\nc|||none", await database.SqlAsync("SELECT id, name, age, note FROM people ORDER BY id"));
    }

    [Fact]
    public async Task A_sparse_upsert_of_an_existing_record_needs_no_required_fields()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE TABLE people (id text PRIMARY KEY, name text NOT NULL, age integer)", "INSERT INTO people VALUES ('a','Ann',1)");
        using var page = Of(People, [V("a"), RecordValue.Absent, V(2)], [V("b"), RecordValue.Absent, V(2)]);

        var response = await database.Client.WriteAsync(Request(page), Token);

        Assert.Equal([WriteStatus.Updated, WriteStatus.Failed], Statuses(response));
        Assert.Equal(["name"], response.Outcomes[1].Error!.Fields);
    }

    [Fact]
    public async Task All_or_none_writes_nothing_when_one_fails()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, CreatePeople);
        using var page = Of(People, [V("a"), V("Ann"), V(1)], [V("b"), V("Bob"), V(-1)]);

        var response = await database.Client.WriteAsync(Request(page, allOrNone: true), Token);

        Assert.Equal([WriteStatus.Failed, WriteStatus.Failed], Statuses(response));
        Assert.Equal("conflict", response.Outcomes[0].Error!.Code.Value);
        Assert.Equal("0", await database.SqlAsync("SELECT count(*) FROM people"));
    }

    [Fact]
    public async Task A_key_of_two_columns_identifies_together()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE TABLE people (id text, name text, age integer, PRIMARY KEY (id, name))", "INSERT INTO people VALUES ('a','x',1)");
        using var page = Of(People, [V("a"), V("x"), V(2)], [V("a"), V("y"), V(1)]);
        var request = new WriteRequest { Object = "people", Mode = WriteMode.Upsert, KeyFields = ["name", "id"], Records = page };

        Assert.Equal([WriteStatus.Updated, WriteStatus.Created], Statuses(await database.Client.WriteAsync(request, Token)));
    }

    [Fact]
    public async Task Insert_update_and_delete_answer_for_each_record()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, CreatePeople, "INSERT INTO people VALUES ('a','Ann',1,'')");
        using var page = Of(People, [V("a"), V("Anna"), V(1)], [V("b"), V("Bob"), V(1)]);

        Assert.Equal([WriteStatus.Failed, WriteStatus.Created], Statuses(await database.Client.WriteAsync(Request(page, WriteMode.Insert), Token)));
        await database.SqlAsync("DELETE FROM people WHERE id='b'");
        var update = await database.Client.WriteAsync(Request(page, WriteMode.Update), Token);
        Assert.Equal([WriteStatus.Updated, WriteStatus.Failed], Statuses(update));
        Assert.Equal("record_not_found", update.Outcomes[1].Error!.Code.Value);
        Assert.Equal([WriteStatus.Deleted, WriteStatus.Unchanged], Statuses(await database.Client.WriteAsync(Request(page, WriteMode.Delete), Token)));
        Assert.Equal("0", await database.SqlAsync("SELECT count(*) FROM people"));
    }

    [Fact]
    public async Task Numbers_of_the_server_are_left_to_it_and_may_be_keys()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE TABLE people (no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text UNIQUE, name text, age int)");
        using var page = Of(People, [V("a"), V("Ann"), V(1)], [V("b"), V("Bob"), V(2)]);
        using var byNumber = Of([("no", FieldType.Int64), ("name", FieldType.String)], [V(2), V("Bobby")], [V(7), V("Gus")]);

        Assert.Equal([WriteStatus.Created, WriteStatus.Created], Statuses(await database.Client.WriteAsync(Request(page), Token)));
        Assert.Equal([WriteStatus.Updated, WriteStatus.Created], Statuses(await database.Client.WriteAsync(Request(byNumber, key: "no"), Token)));
        Assert.Equal("1|Ann\n2|Bobby\n7|Gus", await database.SqlAsync("SELECT no, name FROM people ORDER BY no"));
    }

    [Fact]
    public async Task A_probe_tells_applied_absent_and_unknown()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, CreatePeople, "INSERT INTO people VALUES ('a','Ann',1,''), ('b','Other',1,'')");
        using var page = Of(People, [V("a"), V("Ann"), V(1)], [V("b"), V("Bob"), V(1)], [V("c"), V("Cid"), V(1)]);

        var upsert = await database.Client.ProbeAsync(new ProbeRequest { Write = Request(page), SentAt = default }, Token);
        var delete = await database.Client.ProbeAsync(new ProbeRequest { Write = Request(page, WriteMode.Delete), SentAt = default }, Token);
        var insert = await database.Client.ProbeAsync(new ProbeRequest { Write = Request(page, WriteMode.Insert), SentAt = default }, Token);

        Assert.Equal([ProbeResult.Applied, ProbeResult.Unknown, ProbeResult.Absent], upsert.Results);
        Assert.Equal([ProbeResult.Absent, ProbeResult.Absent, ProbeResult.Applied], delete.Results);
        Assert.Equal([ProbeResult.Applied, ProbeResult.Superseded, ProbeResult.Absent], insert.Results);
        Assert.Equal("2", await database.SqlAsync("SELECT count(*) FROM people"));
    }

    [Fact]
    public async Task Writers_of_the_same_rows_take_turns_and_one_creates()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, CreatePeople);
        await using var other = await TestDatabase.ConnectAsync(database.Server, database.Name);
        using var forward = Of(People, [V("a"), V("Ann"), V(1)], [V("b"), V("Bob"), V(1)]);
        using var backward = Of(People, [V("b"), V("Bob"), V(2)], [V("a"), V("Ann"), V(2)]);

        // The orders differ: some of them wait for one another, and are repeated.
        var all = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? database.Client : other).WriteAsync(Request(i % 2 == 0 ? forward : backward), Token)));

        Assert.Equal(2, all.SelectMany(response => response.Outcomes).Count(outcome => outcome.Status == WriteStatus.Created));
        Assert.DoesNotContain(all.SelectMany(response => response.Outcomes), outcome => outcome.Status == WriteStatus.Failed);
    }

    [Fact]
    public async Task A_row_that_another_transaction_holds_is_waited_for_and_a_cancelled_write_leaves_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, CreatePeople, "INSERT INTO people VALUES ('a','Ann',1)");
        await using var holder = new Npgsql.NpgsqlConnection($"Host=127.0.0.1;Port={database.Server.Port};Username={PostgresServer.User};Password={database.Server.Password};Database={database.Name};Pooling=false");
        await holder.OpenAsync(Token);
        await using var transaction = await holder.BeginTransactionAsync(Token);
        await new Npgsql.NpgsqlCommand("UPDATE people SET age = 5", holder, transaction).ExecuteNonQueryAsync(Token);
        using var page = Of(People, [V("b"), V("Bob"), V(1)], [V("a"), V("Anna"), V(2)]);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var write = database.Client.WriteAsync(Request(page), giveUp.Token);
        while (await database.SqlAsync("SELECT count(*) FROM pg_locks WHERE NOT granted") == "0")
            Assert.False(write.IsCompleted);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write);
        await transaction.RollbackAsync(Token);
        Assert.Equal("a|Ann", await database.SqlAsync("SELECT id, name FROM people"));
        Assert.Equal([WriteStatus.Created, WriteStatus.Updated], Statuses(await database.Client.WriteAsync(Request(page), Token)));
    }

    [Fact]
    public async Task A_crash_of_the_server_is_transient_and_the_next_write_goes_through()
    {
        await using var server = await PostgresServer.StartAsync(TestContext.Current.CancellationToken);
        var name = await TestDatabase.CreateEmptyAsync(server);
        await server.QueryAsync(name, CreatePeople, Token);
        await using var client = await TestDatabase.ConnectAsync(server, name);
        using var page = Of(People, [V("a"), V("Ann"), V(1)]);
        await client.WriteAsync(Request(page), Token);

        await server.CrashAsync();
        var broken = await Assert.ThrowsAsync<DriverException>(() => client.WriteAsync(Request(page), Token));
        await server.RestartAsync(Token);

        Assert.True(broken.IsTransient, broken.Message);
        using var next = Of(People, [V("b"), V("Bob"), V(1)]);
        Assert.Equal([WriteStatus.Created], Statuses(await client.WriteAsync(Request(next), Token)));
    }
}
