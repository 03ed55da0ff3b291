using IntegrationAgent.Driver;
using static IntegrationAgent.Drivers.Sqlite.Tests.Pages;

namespace IntegrationAgent.Drivers.Sqlite.Tests;

public sealed class QueryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<TestDatabase> NumbersAsync(int count) => await TestDatabase.CreateAsync(
        "CREATE TABLE numbers (id INTEGER PRIMARY KEY, word TEXT, part INTEGER)",
        $"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < {count}) INSERT INTO numbers SELECT i, CASE WHEN i % 7 = 0 THEN NULL ELSE 'w' || (i % 5) END, i % 3 FROM n");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(100)]
    public async Task Every_row_comes_once_whatever_the_page_size(int rows)
    {
        await using var database = await NumbersAsync(Math.Max(rows, 1));
        if (rows == 0)
            database.Execute("DELETE FROM numbers");
        var sizes = new List<int>();
        var ids = new List<long>();

        await foreach (var page in database.Client.QueryAsync(new QueryRequest { Object = "numbers", Fields = ["id"], PageSize = 10 }, Token))
        {
            using (page)
            {
                sizes.Add(page.Count);
                Assert.Equal(rows, page.TotalCount);
                foreach (var record in page)
                    ids.Add(record.GetInt64(0)!.Value);
                Assert.Equal(ids.Count == rows ? StopReason.Exhausted : null, page.StopReason);
            }
        }

        Assert.Equal(Enumerable.Range(1, rows).Select(i => (long)i), ids);
        Assert.Equal(Math.Max(1, (rows + 9) / 10), sizes.Count);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_cursor_continues_without_a_gap_in_every_order(bool ordered, bool descending)
    {
        await using var database = await NumbersAsync(57);
        var request = new QueryRequest
        {
            Object = "numbers",
            Fields = ["id", "word"],
            OrderBy = ordered ? [new SortField { Field = "word", Descending = descending }, new SortField { Field = "part", Descending = !descending }] : [],
            PageSize = 5,
        };
        var whole = await ReadAllAsync(database.Client.QueryAsync(request, Token));
        var pieces = new List<RecordValue[]>();
        string? cursor = null;
        do
        {
            var piece = new QueryRequest { Object = request.Object, Fields = request.Fields, OrderBy = request.OrderBy, PageSize = 5, Cursor = cursor, MaxCalls = 1 };
            await foreach (var page in database.Client.QueryAsync(piece, Token))
            {
                using (page)
                {
                    foreach (var record in page)
                        pieces.Add([record.GetValue(0), record.GetValue(1)]);
                    cursor = page.Cursor;
                    Assert.Equal(cursor is null ? StopReason.Exhausted : StopReason.Budget, page.StopReason);
                }
            }
        }
        while (cursor is not null);

        Assert.Equal(57, whole.Count);
        Assert.Equal(whole, pieces);
    }

    [Fact]
    public async Task A_limit_counts_over_continued_pages_too()
    {
        await using var database = await NumbersAsync(50);
        var first = new QueryRequest { Object = "numbers", Fields = ["id"], Limit = 12, PageSize = 5, MaxCalls = 1 };
        string? cursor = null;
        await foreach (var page in database.Client.QueryAsync(first, Token))
        {
            using (page)
                cursor = page.Cursor;
        }

        var rest = await ReadAllAsync(database.Client.QueryAsync(new QueryRequest { Object = "numbers", Fields = ["id"], Limit = 12, PageSize = 5, Cursor = cursor }, Token));

        Assert.Equal(Enumerable.Range(6, 7).Select(i => V(i)), rest.Select(row => row[0]));
    }

    [Fact]
    public async Task A_limit_is_told_from_the_end()
    {
        await using var database = await NumbersAsync(5);

        var reasons = new List<StopReason?>();
        foreach (var limit in new long?[] { 4, 5, 6, 0, null })
        {
            await foreach (var page in database.Client.QueryAsync(new QueryRequest { Object = "numbers", Fields = ["id"], Limit = limit }, Token))
            {
                using (page)
                    reasons.Add(page.StopReason);
            }
        }

        Assert.Equal([StopReason.Limit, StopReason.Limit, StopReason.Exhausted, StopReason.Limit, StopReason.Exhausted], reasons);
    }

    [Fact]
    public async Task A_cursor_of_another_query_is_refused()
    {
        await using var database = await NumbersAsync(50);
        string? cursor = null;
        await foreach (var page in database.Client.QueryAsync(new QueryRequest { Object = "numbers", Fields = ["id"], PageSize = 5, MaxCalls = 1 }, Token))
        {
            using (page)
                cursor = page.Cursor;
        }

        foreach (var bad in new[] { cursor, "nonsense", "" })
        {
            var request = new QueryRequest { Object = "numbers", Fields = ["id"], OrderBy = [new SortField { Field = "word" }], Cursor = bad };
            Assert.Equal(DriverErrorCode.CursorExpired, (await Assert.ThrowsAsync<DriverException>(() => ReadAllAsync(database.Client.QueryAsync(request, Token)))).Code);
        }
    }

    public static TheoryData<Filter, string> Filters => new()
    {
        { Filter.Compare("word", ComparisonOperator.Equal, V("w1")), "word = 'w1'" },
        { Filter.Compare("word", ComparisonOperator.NotEqual, V("w1")), "word IS NOT 'w1'" },
        { Filter.Compare("word", ComparisonOperator.Equal, RecordValue.Null), "word IS NULL" },
        { Filter.Compare("word", ComparisonOperator.NotEqual, RecordValue.Null), "word IS NOT NULL" },
        { Filter.Not(Filter.Compare("word", ComparisonOperator.Greater, V("w1"))), "word IS NULL OR word <= 'w1'" },
        { Filter.Not(Filter.In("word", V("w1"), V("w2"))), "word IS NULL OR word NOT IN ('w1','w2')" },
        { Filter.In("id", V(3), V(4), V(400)), "id IN (3,4)" },
        { Filter.In("id"), "0" },
        { Filter.And(), "1" },
        { Filter.Or(), "0" },
        { Filter.Compare("word", ComparisonOperator.StartsWith, V("w")), "word IS NOT NULL" },
        { Filter.Compare("word", ComparisonOperator.EndsWith, V("3")), "word = 'w3'" },
        { Filter.Compare("word", ComparisonOperator.Contains, V("%")), "0" },
        { Filter.Compare("word", ComparisonOperator.Contains, V("")), "word IS NOT NULL" },
        { Filter.Compare("word", ComparisonOperator.Equal, V("' OR 1=1 --")), "0" },
        { Filter.And(Filter.Compare("id", ComparisonOperator.LessOrEqual, V(10)), Filter.Or(Filter.Compare("part", ComparisonOperator.Equal, V(1)), Filter.Compare("part", ComparisonOperator.Less, V(1)))), "id <= 10 AND part < 2" },
    };

    [Theory]
    [MemberData(nameof(Filters), DisableDiscoveryEnumeration = true)]
    public async Task A_filter_finds_what_sql_finds(Filter filter, string sql)
    {
        await using var database = await NumbersAsync(60);

        var rows = await ReadAllAsync(database.Client.QueryAsync(new QueryRequest { Object = "numbers", Fields = ["id"], Filter = filter }, Token));

        Assert.Equal(database.Scalar($"SELECT count(*) FROM numbers WHERE {sql}"), (long)rows.Count);
        Assert.Equal(database.Scalar($"SELECT total(id) FROM numbers WHERE {sql}"), (double)rows.Sum(row => row[0].AsInt64()));
    }

    [Fact]
    public async Task A_path_follows_a_reference_and_filters_and_orders_by_it()
    {
        await using var database = await TestDatabase.CreateAsync(
            "CREATE TABLE owners (id INTEGER PRIMARY KEY, name TEXT)",
            "CREATE TABLE accounts (id INTEGER PRIMARY KEY, name TEXT, owner_id INTEGER REFERENCES owners)",
            "CREATE TABLE people (id INTEGER PRIMARY KEY, account_id INTEGER REFERENCES accounts(id))",
            "INSERT INTO owners VALUES (1,'Zoe')",
            "INSERT INTO accounts VALUES (1,'Acme',1), (2,'Beta',NULL)",
            "INSERT INTO people VALUES (1,1), (2,2), (3,NULL)");
        var request = new QueryRequest
        {
            Object = "people",
            Fields = ["id", "account.name", "account.owner.name"],
            Filter = Filter.Compare("account.name", ComparisonOperator.NotEqual, RecordValue.Null),
            OrderBy = [new SortField { Field = "account.name", Descending = true }],
        };

        var rows = await ReadAllAsync(database.Client.QueryAsync(request, Token));

        Assert.Equal([[V(2), V("Beta"), RecordValue.Null], [V(1), V("Acme"), V("Zoe")]], rows);
        var relationships = await database.Client.GetRelationshipsAsync(new GetRelationshipsRequest { Object = "accounts" }, Token);
        Assert.Equal(
            ["Parent owner owners owner_id", "Children  people account_id"],
            relationships.Select(one => $"{one.Kind} {one.Name} {one.ToObject} {one.Field}"));
    }

    [Fact]
    public async Task Unknown_names_come_with_the_nearest()
    {
        await using var database = await NumbersAsync(1);

        var table = await Assert.ThrowsAsync<DriverException>(() => ReadAllAsync(database.Client.QueryAsync(new QueryRequest { Object = "number", Fields = ["id"] }, Token)));
        var field = await Assert.ThrowsAsync<DriverException>(() => ReadAllAsync(database.Client.QueryAsync(new QueryRequest { Object = "numbers", Fields = ["wrd"] }, Token)));

        Assert.Equal((DriverErrorCode.ObjectNotFound, "numbers"), (table.Code, table.Suggestions[0]));
        Assert.Equal((DriverErrorCode.FieldNotFound, "word"), (field.Code, field.Suggestions[0]));
    }

    [Fact]
    public async Task A_value_that_is_not_of_its_declared_type_is_an_error_and_no_guess()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)", "INSERT INTO t VALUES (1,'Secret')");

        var exception = await Assert.ThrowsAsync<DriverException>(() => ReadAllAsync(database.Client.QueryAsync(new QueryRequest { Object = "t", Fields = ["n"] }, Token)));

        Assert.Equal((DriverErrorCode.InvalidValue, "n"), (exception.Code, exception.Target));
        Assert.DoesNotContain("Secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_are_a_snapshot_while_others_write()
    {
        await using var database = await NumbersAsync(100);
        var count = 0;

        await foreach (var page in database.Client.QueryAsync(new QueryRequest { Object = "numbers", Fields = ["id"], PageSize = 10 }, Token))
        {
            using (page)
                count += page.Count;
            if (count == 10)
                database.Execute("DELETE FROM numbers WHERE id > 50");
        }

        Assert.Equal(100, count);
    }

    [Fact]
    public async Task Cancelling_ends_a_statement_that_runs_long()
    {
        await using var database = await NumbersAsync(1);
        using var cancel = new CancellationTokenSource();
        var endless = new NativeQueryRequest { Text = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(*) FROM n" };
        var reading = ReadAllAsync(database.Client.QueryNativeAsync(endless, cancel.Token));

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(10), Token));
    }

    [Fact]
    public async Task Cancelling_at_any_moment_ends_the_statement()
    {
        // The moment that matters lies between the start of the call and the first step of the statement: an interrupt there has nothing to end yet.
        await using var database = await NumbersAsync(1);
        var endless = new NativeQueryRequest { Text = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(*) FROM n" };
        for (var moment = 0; moment < 300; moment++)
        {
            using var cancel = new CancellationTokenSource();
            var reading = Task.Run(() => ReadAllAsync(database.Client.QueryNativeAsync(endless, cancel.Token)), Token);

            Thread.SpinWait(moment * 20);
            await cancel.CancelAsync();

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TimeSpan.FromSeconds(60), Token));
        }
    }

    [Fact]
    public async Task A_native_query_reads_with_parameters()
    {
        await using var database = await NumbersAsync(10);
        var request = new NativeQueryRequest
        {
            Text = "-- a comment\nSELECT part, count(*) AS n, avg(id) AS mean FROM numbers WHERE id > :from GROUP BY part ORDER BY part",
            Parameters = new Dictionary<string, RecordValue> { ["from"] = V(1) },
        };

        var rows = await ReadAllAsync(database.Client.QueryNativeAsync(request, Token));

        Assert.Equal([[V(0), V(3), RecordValue.From(6d)], [V(1), V(3), RecordValue.From(7d)], [V(2), V(3), RecordValue.From(5d)]], rows);
    }

    [Theory]
    [InlineData("DELETE FROM numbers")]
    [InlineData("WITH x AS (SELECT 1) DELETE FROM numbers")]
    [InlineData("SELECT 1; DELETE FROM numbers")]
    [InlineData("PRAGMA query_only=OFF")]
    [InlineData("/* SELECT */ ATTACH 'other.db' AS other")]
    [InlineData("VACUUM INTO 'copy.db'")]
    [InlineData("SELECT * FROM nowhere")]
    [InlineData("SELECT :missing")]
    [InlineData("")]
    [InlineData("SELECT 1 AS a, 2 AS a")]
    public async Task A_native_query_that_does_not_only_read_is_refused(string text)
    {
        await using var database = await NumbersAsync(10);

        var exception = await Assert.ThrowsAsync<DriverException>(() => ReadAllAsync(database.Client.QueryNativeAsync(new NativeQueryRequest { Text = text }, Token)));

        Assert.Equal(DriverErrorCode.InvalidQuery, exception.Code);
        Assert.Equal(10L, database.Scalar("SELECT count(*) FROM numbers"));
    }
}
