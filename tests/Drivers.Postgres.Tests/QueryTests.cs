using IntegrationAgent.Driver;
using IntegrationAgent.Testing;
using static IntegrationAgent.Drivers.Postgres.Tests.Pages;

namespace IntegrationAgent.Drivers.Postgres.Tests;

public sealed class QueryTests(PostgresFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static QueryRequest Query(string table, params string[] fields) => new() { Object = table, Fields = fields };

    private static QueryRequest Where(Filter filter) => new() { Object = "people", Fields = ["id"], Filter = filter, OrderBy = [new SortField { Field = "id" }] };

    private static async Task<string> IdsAsync(TestDatabase database, QueryRequest request) =>
        string.Join(' ', (await ReadAllAsync(database.Client.QueryAsync(request, Token))).Select(row => row[0].ToInvariantString()));

    private Task<TestDatabase> PeopleAsync() => TestDatabase.CreateAsync(
        fixture,
        "CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')",
        "CREATE TABLE accounts (id int PRIMARY KEY, name text)",
        "CREATE TABLE people (id int PRIMARY KEY, name text, age smallint, mood mood, born date, seen timestamptz, pay numeric(12,2), account_id int REFERENCES accounts)",
        "INSERT INTO accounts VALUES (1, 'Acme'), (2, 'Beta')",
        "INSERT INTO people VALUES (1,'ann',30,'ok','2000-01-31','2026-01-01T10:00:00Z',10.50,1), (2,'Bob',40,'sad','1990-06-01','2026-01-02T10:00:00Z',20,2), (3,NULL,NULL,NULL,NULL,NULL,NULL,NULL), (4,'B%b',50,'happy','1980-01-01','2026-01-03T10:00:00Z',99999.99,1)");

    [Fact]
    public async Task Filters_find_what_they_say_and_a_missing_value_is_a_value()
    {
        await using var database = await PeopleAsync();
        foreach (var (expected, filter) in (IEnumerable<(string, Filter)>)
        [
            ("1", Filter.Compare("name", ComparisonOperator.Equal, V("ann"))),
            ("2 3 4", Filter.Compare("name", ComparisonOperator.NotEqual, V("ann"))),
            ("3", Filter.Compare("name", ComparisonOperator.Equal, RecordValue.Null)),
            ("1 2 4", Filter.Compare("name", ComparisonOperator.NotEqual, RecordValue.Null)),
            ("1 2 3 4", Filter.Not(Filter.Compare("name", ComparisonOperator.Equal, V("x' OR true --")))),
            ("3", Filter.Not(Filter.Compare("age", ComparisonOperator.Greater, V(0)))),
            ("2 4", Filter.Compare("name", ComparisonOperator.Less, V("a"))),
            ("2 4", Filter.Compare("name", ComparisonOperator.StartsWith, V("B"))),
            ("4", Filter.Compare("name", ComparisonOperator.Contains, V("%"))),
            ("2 4", Filter.Compare("name", ComparisonOperator.EndsWith, V("b"))),
            ("1 2", Filter.In("name", V("ann"), V("Bob"), V("it''s"))),
            ("1 2", Filter.In("id", V(1), V(2), V(5_000_000_000))),
            ("", Filter.In("id")),
            ("1", Filter.In("mood", V("ok"), V("never heard of"))),
            ("1 2 3 4", Filter.Compare("mood", ComparisonOperator.NotEqual, V("never heard of"))),
            ("4", Filter.Compare("age", ComparisonOperator.GreaterOrEqual, RecordValue.From(40.5))),
            ("", Filter.Compare("age", ComparisonOperator.Greater, V(70_000))),
            ("1 2", Filter.Compare("seen", ComparisonOperator.LessOrEqual, RecordValue.From(DateTimeOffset.Parse("2026-01-02T12:00:00+02:00", null)))),
            ("1", Filter.Compare("born", ComparisonOperator.Equal, RecordValue.From(new DateOnly(2000, 1, 31)))),
            ("1", Filter.Compare("pay", ComparisonOperator.Equal, RecordValue.From(10.5m))),
            ("1 4", Filter.Compare("account.name", ComparisonOperator.Equal, V("Acme"))),
            ("1 2", Filter.Or(Filter.Compare("age", ComparisonOperator.Equal, V(30)), Filter.And(Filter.Compare("age", ComparisonOperator.Equal, V(40)), Filter.Compare("mood", ComparisonOperator.Equal, V("sad"))))),
        ])
        {
            Assert.Equal(expected, await IdsAsync(database, Where(filter)));
        }
    }

    [Fact]
    public async Task A_value_is_never_part_of_a_statement()
    {
        await using var database = await PeopleAsync();
        const string Hostile = "'); DROP TABLE people; --\\ \" $1 intagent.p1 ''";
        await database.SqlAsync("INSERT INTO people (id, name) VALUES (9, $$'); DROP TABLE people; --\\ \" $1 intagent.p1 ''$$)");

        Assert.Equal("9", await IdsAsync(database, Where(Filter.Compare("name", ComparisonOperator.Equal, V(Hostile)))));
        Assert.Equal("9", await IdsAsync(database, Where(Filter.In("name", V(Hostile)))));
        Assert.Equal("9", await IdsAsync(database, Where(Filter.Compare("name", ComparisonOperator.Contains, V(Hostile[2..])))));
        var native = new NativeQueryRequest { Text = "SELECT id FROM people WHERE name = :name", Parameters = new Dictionary<string, RecordValue> { ["name"] = V(Hostile) } };
        Assert.Equal(9, Assert.Single(await ReadAllAsync(database.Client.QueryNativeAsync(native, Token)))[0].AsInt64());
        Assert.Equal("5", await database.SqlAsync("SELECT count(*) FROM people"));
    }

    [Theory]
    [InlineData("age", "abc")]
    [InlineData("born", "tomorrow")]
    [InlineData("pay", "much")]
    public async Task A_value_of_another_kind_is_refused_with_the_field(string field, string value)
    {
        await using var database = await PeopleAsync();

        var exception = await Assert.ThrowsAsync<DriverException>(() => IdsAsync(database, Where(Filter.Compare(field, ComparisonOperator.Equal, V(value)))));

        Assert.Equal((DriverErrorCode.InvalidQuery, field), (exception.Code, exception.Target));
    }

    [Fact]
    public async Task Paths_follow_references_and_names_that_are_not_there_bring_the_nearest()
    {
        await using var database = await PeopleAsync();

        var rows = await ReadAllAsync(database.Client.QueryAsync(new QueryRequest { Object = "people", Fields = ["id", "account.name"], OrderBy = [new SortField { Field = "account.name", Descending = true }] }, Token));

        Assert.Equal(["2 Beta", "1 Acme", "4 Acme", "3 "], rows.Select(row => $"{row[0].AsInt64()} {row[1].ToInvariantString()}"));
        Assert.Contains("people", (await Assert.ThrowsAsync<DriverException>(() => ReadAllAsync(database.Client.QueryAsync(Query("peple", "id"), Token)))).Suggestions);
        Assert.Contains("name", (await Assert.ThrowsAsync<DriverException>(() => ReadAllAsync(database.Client.QueryAsync(Query("people", "nmae"), Token)))).Suggestions);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(100)]
    public async Task As_many_records_come_as_there_are_and_every_page_can_be_continued(int count)
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE TABLE n (id int PRIMARY KEY, half int)", $"INSERT INTO n SELECT i, NULLIF(i / 2, 3) FROM generate_series({count}, 1, -1) AS i");
        foreach (var order in (SortField[][])[[], [new() { Field = "half", Descending = true }], [new() { Field = "half" }]])
        {
            var request = new QueryRequest { Object = "n", Fields = ["id"], PageSize = 10, OrderBy = order };
            var whole = (await ReadAllAsync(database.Client.QueryAsync(request, Token))).Select(row => row[0].AsInt64()).ToList();
            Assert.Equal(Enumerable.Range(1, count).Select(i => (long)i), whole.Order());

            // Continued after each page, by another client.
            var parts = new List<long>();
            string? cursor = null;
            do
            {
                await using var other = await TestDatabase.ConnectAsync(database.Server, database.Name);
                await foreach (var page in other.QueryAsync(new QueryRequest { Object = "n", Fields = ["id"], PageSize = 10, OrderBy = order, Cursor = cursor }, Token))
                {
                    using (page)
                    {
                        foreach (var record in page)
                            parts.Add(record.GetInt64(0)!.Value);
                        cursor = page.Cursor;
                    }

                    break;
                }
            }
            while (cursor is not null);
            Assert.Equal(whole, parts);
        }
    }

    [Fact]
    public async Task Limits_and_budgets_say_so_and_a_cursor_of_another_query_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE TABLE n (id int PRIMARY KEY)", "INSERT INTO n SELECT generate_series(1, 50)");
        var (limited, budget) = (new QueryRequest { Object = "n", Fields = ["id"], PageSize = 10, Limit = 25 }, new QueryRequest { Object = "n", Fields = ["id"], PageSize = 10, MaxCalls = 2 });

        Assert.Equal((25, StopReason.Limit), await CountAsync(limited));
        Assert.Equal((20, StopReason.Budget), await CountAsync(budget));
        Assert.Equal((0, StopReason.Limit), await CountAsync(new QueryRequest { Object = "n", Fields = ["id"], Limit = 0 }));
        var exception = await Assert.ThrowsAsync<DriverException>(() => CountAsync(new QueryRequest { Object = "n", Fields = ["id"], Cursor = "bm90IG1pbmU" }));
        Assert.Equal(DriverErrorCode.CursorExpired, exception.Code);

        async Task<(int, StopReason?)> CountAsync(QueryRequest request)
        {
            var (count, stop) = (0, (StopReason?)null);
            await foreach (var page in database.Client.QueryAsync(request, Token))
            {
                using (page)
                    (count, stop) = (count + page.Count, page.StopReason);
            }

            return (count, stop);
        }
    }

    [Fact]
    public async Task A_stream_is_one_snapshot_and_leaving_it_early_does_not_read_the_rest()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE TABLE n (id int PRIMARY KEY, filler text)", "INSERT INTO n SELECT i, repeat('x', 500) FROM generate_series(1, 100000) AS i");
        var seen = 0;
        await foreach (var page in database.Client.QueryAsync(new QueryRequest { Object = "n", Fields = ["id", "filler"], PageSize = 1000 }, Token))
        {
            using (page)
                seen += page.Count;
            if (seen == 1000)
                await database.SqlAsync("DELETE FROM n WHERE id > 5000");
            if (seen == 10_000)
                break;
        }

        Assert.Equal(10_000, seen);
        Assert.Equal("0", await database.SqlAsync("SELECT count(*) FROM pg_stat_activity WHERE state <> 'idle' AND pid <> pg_backend_pid() AND datname = current_database()"));
        Assert.Equal("5000", (await ReadAllAsync(database.Client.QueryNativeAsync(new NativeQueryRequest { Text = "SELECT count(*) AS c FROM n" }, Token)))[0][0].ToInvariantString());
    }

    [Fact]
    public async Task A_cancelled_read_ends_at_once_with_the_callers_own_cancellation()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE VIEW slow AS SELECT pg_sleep(60)::text AS nap");
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var read = ReadAllAsync(database.Client.QueryAsync(Query("slow", "nap"), giveUp.Token));
        while (await database.SqlAsync("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'") == "0")
            Assert.False(read.IsCompleted);

        await giveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    [Theory]
    [InlineData("DELETE FROM people")]
    [InlineData("WITH gone AS (DELETE FROM people RETURNING id) SELECT id FROM gone")]
    [InlineData("SELECT 1; DROP TABLE people")]
    [InlineData("SELECT 1) TO STDOUT; COMMIT; DROP TABLE people; COPY (SELECT 1")]
    [InlineData("SELECT 1) TO STDOUT; --")]
    [InlineData("SELECT nextval('counter')")]
    [InlineData("SELECT set_config('transaction_read_only', 'off', false), 1 FROM people")]
    [InlineData("SELECT id INTO stolen FROM people")]
    [InlineData("EXPLAIN ANALYZE DELETE FROM people")]
    [InlineData("COPY people TO PROGRAM 'true'")]
    [InlineData("SELECT :unknown")]
    [InlineData("SELECT 1 AS a, 2 AS a")]
    [InlineData("")]
    public async Task What_a_native_query_must_not_do_is_refused(string text)
    {
        await using var database = await PeopleAsync();
        await database.SqlAsync("CREATE SEQUENCE counter");

        var exception = await Assert.ThrowsAsync<DriverException>(() => ReadAllAsync(database.Client.QueryNativeAsync(new NativeQueryRequest { Text = text }, Token)));

        Assert.Contains(exception.Code.Value, (string[])["invalid_query", "unsupported"]);
        Assert.Equal("4|1", await database.SqlAsync("SELECT (SELECT count(*) FROM people), last_value FROM counter"));
    }

    [Fact]
    public async Task Native_queries_take_values_by_name_where_nothing_is_quoted()
    {
        await using var database = await PeopleAsync();
        var request = new NativeQueryRequest
        {
            Text = """
                -- :no, this is a comment /* nor :this
                SELECT ':no' AS quoted, $tag$:nor this$tag$ AS dollars, E'it\':s' AS escaped, /* :not /* :nested */ */ "p".name::text, (ARRAY[1,2,3])[1:2] AS slice,
                       :pay + 1 AS more, :since::date AS since, :nothing::int AS nothing, :pay AS again, '10.0.0.1'::inet AS address
                FROM people AS p WHERE p.id = :id;
                """,
            Parameters = new Dictionary<string, RecordValue> { ["pay"] = RecordValue.From(1.5m), ["since"] = RecordValue.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), ["nothing"] = RecordValue.Null, ["id"] = V(1) },
        };

        var row = Assert.Single(await ReadAllAsync(database.Client.QueryNativeAsync(request, Token)));

        Assert.Equal([":no", ":nor this", "it':s", "ann", "[1,2]", "2.5", "2026-01-01", "", "1.5", "10.0.0.1/32"], row.Select(value => value.ToInvariantString()));
    }
}
