using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Changes;
using IntegrationAgent.Testing;
using Npgsql;

namespace IntegrationAgent.Drivers.Postgres.Tests;

/// <summary>Reading on from where the last read ended gives every change, whenever its transaction became visible.</summary>
public sealed class ChangeTests(PostgresFixture fixture)
{
    private const string People = "CREATE TABLE people (id bigint PRIMARY KEY, name text, updated_at timestamptz NOT NULL DEFAULT now())";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_that_commits_after_a_read_is_in_the_next_one_and_a_filter_on_its_time_would_miss_it()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, People, "INSERT INTO people VALUES (1, 'early')");
        await using var slow = await OpenAsync(database);
        await using var transaction = await slow.BeginTransactionAsync(Token);
        await ExecuteAsync(slow, "INSERT INTO people VALUES (2, 'late', '2020-01-01')");
        await database.SqlAsync("INSERT INTO people VALUES (3, 'quick')");

        var first = await ReadAsync(database.Client, null);
        var mark = first.Rows.Values.Max(row => row.Changed);
        await transaction.CommitAsync(Token);
        var second = await ReadAsync(database.Client, first.Position);
        var third = await ReadAsync(database.Client, second.Position);

        Assert.Equal([1, 3], first.Rows.Keys.Order());
        Assert.Equal([2], second.Rows.Keys);
        Assert.True(second.Rows[2].Changed < mark);
        Assert.Empty(third.Rows);
    }

    [Fact]
    public async Task What_is_not_changed_does_not_come_again_while_another_transaction_stays_open()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, People);
        await using var other = await OpenAsync(database);
        await using var transaction = await other.BeginTransactionAsync(Token);
        await ExecuteAsync(other, "CREATE TABLE somewhere_else (id int)");
        await database.SqlAsync("INSERT INTO people SELECT n, 'x' FROM generate_series(1, 50) AS n");

        var read = await ReadAsync(database.Client, null);
        Assert.Equal(50, read.Rows.Count);
        for (var time = 0; time < 3; time++)
        {
            read = await ReadAsync(database.Client, read.Position);
            Assert.Empty(read.Rows);
        }

        await database.SqlAsync("UPDATE people SET name = 'y' WHERE id = 7");
        Assert.Equal([7], (await ReadAsync(database.Client, read.Position)).Rows.Keys);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task However_transactions_overlap_and_reads_are_interrupted_the_copy_is_the_table(int seed)
    {
        await using var database = await TestDatabase.CreateAsync(fixture, People);
        var random = new Random(seed);
        var copy = new Dictionary<long, string>();
        var open = new List<(NpgsqlConnection Connection, NpgsqlTransaction Transaction, long Slice)>();
        string? position = null;
        for (var step = 0; step < 120; step++)
        {
            switch (random.Next(5))
            {
                case 0 when open.Count < 4:
                    var connection = await OpenAsync(database);

                    // Each has keys of its own: transactions that wait for one another would wait for this test.
                    var slice = Enumerable.Range(0, 4).Select(n => n * 1000L).First(n => open.TrueForAll(one => one.Slice != n));
                    open.Add((connection, await connection.BeginTransactionAsync(Token), slice));
                    break;
                case 1 or 2 when open.Count > 0:
                    var writing = open[random.Next(open.Count)];
                    var nested = random.Next(2) == 0;
                    if (nested)
                        await ExecuteAsync(writing.Connection, "SAVEPOINT inner_one");
                    await ExecuteAsync(writing.Connection, string.Create(CultureInfo.InvariantCulture, $"INSERT INTO people SELECT {writing.Slice} + n, 'v{step}' FROM generate_series({random.Next(40)}, {40 + random.Next(40)}) AS n ON CONFLICT (id) DO UPDATE SET name = excluded.name"));
                    if (nested)
                        await ExecuteAsync(writing.Connection, random.Next(3) == 0 ? "ROLLBACK TO SAVEPOINT inner_one" : "RELEASE SAVEPOINT inner_one");
                    break;
                case 3 when open.Count > 0:
                    var ending = open[random.Next(open.Count)];
                    open.Remove(ending);
                    if (random.Next(4) == 0)
                        await ending.Transaction.RollbackAsync(Token);
                    else
                        await ending.Transaction.CommitAsync(Token);
                    await ending.Connection.DisposeAsync();
                    break;
                default:
                    position = await FollowAsync(database.Client, position, copy, pages: random.Next(4));
                    break;
            }
        }

        foreach (var (connection, transaction, _) in open)
        {
            await transaction.CommitAsync(Token);
            await connection.DisposeAsync();
        }

        // The first of the two may be the end of a read that began earlier.
        position = await FollowAsync(database.Client, position, copy, pages: 0);
        await FollowAsync(database.Client, position, copy, pages: 0);
        Assert.NotEmpty(copy);
        Assert.Equal(await database.SqlAsync("SELECT string_agg(id || '=' || name, ' ' ORDER BY id) FROM people"), string.Join(' ', copy.OrderBy(row => row.Key).Select(row => $"{row.Key}={row.Value}")));
    }

    [Fact]
    public async Task A_read_goes_on_behind_each_page_and_leaves_what_changed_before_it_to_the_next()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE TABLE people (region text, id int, name text, updated_at timestamptz, PRIMARY KEY (region, id))", "INSERT INTO people SELECT 'r' || n % 3, n, 'x', now() FROM generate_series(1, 100) AS n");
        var positions = new List<string>();
        await foreach (var page in database.Client.GetChangesAsync(new ChangesRequest { Object = "people", Fields = ["name"], PageSize = 30 }, Token))
        {
            using (page)
            {
                positions.Add(page.Position);
                Assert.Equal(["region", "id", "name"], page.Changed.Schema.Fields.Select(field => field.Name));
            }
        }

        await database.SqlAsync("UPDATE people SET name = 'y' WHERE (region, id) IN (('r0', 3), ('r2', 98))");
        Assert.Equal(4, positions.Count);
        var rest = await ReadAsync(database.Client, positions[1], fields: ["id", "name"], key: "id");
        Assert.Equal(40, rest.Rows.Count);
        Assert.Equal("y", rest.Rows[98].Name);
        var next = await ReadAsync(database.Client, rest.Position, fields: ["id", "name"], key: "id");
        Assert.Contains(3, next.Rows.Keys);
        Assert.True(next.Rows.Count <= 2);
    }

    [Fact]
    public async Task A_filter_narrows_changes_and_a_moment_stands_in_for_a_position()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, People, "INSERT INTO people VALUES (1, 'old', '2020-01-01'), (2, 'new', '2026-01-01'), (3, 'other', '2026-01-01')");
        var request = new ChangesRequest
        {
            Object = "people",
            Fields = ["id", "name", "updated_at"],
            SinceTime = new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Filter = Filter.Compare("name", ComparisonOperator.NotEqual, RecordValue.From("other")),
        };

        var read = await CollectAsync(database.Client.GetChangesAsync(request, Token), "id");
        await database.SqlAsync("UPDATE people SET name = 'older', updated_at = '2019-01-01' WHERE id = 1");

        Assert.Equal([2], read.Rows.Keys);
        Assert.Equal([1], (await ReadAsync(database.Client, read.Position)).Rows.Keys);
    }

    [Fact]
    public async Task Partitions_are_followed_and_one_that_is_attached_later_means_everything_again()
    {
        await using var database = await TestDatabase.CreateAsync(
            fixture,
            "CREATE TABLE parts (id bigint, at date NOT NULL, name text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
            "CREATE TABLE parts_2025 PARTITION OF parts FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')",
            "CREATE TABLE parts_2026 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
            "INSERT INTO parts VALUES (1, '2025-05-05', 'a'), (2, '2026-05-05', 'b')");

        var first = await ReadAsync(database.Client, null, "parts", ["id", "name"]);
        await database.SqlAsync("UPDATE parts SET at = '2026-01-02' WHERE id = 1");

        Assert.Equal([1, 2], first.Rows.Keys.Order());
        Assert.Equal([1], (await ReadAsync(database.Client, first.Position, "parts", ["id", "name"])).Rows.Keys);
        await database.SqlAsync("CREATE TABLE parts_2027 (id bigint, at date NOT NULL, name text, PRIMARY KEY (id, at)); INSERT INTO parts_2027 VALUES (3, '2027-05-05', 'c')");
        var before = await ReadAsync(database.Client, first.Position, "parts", ["id", "name"]);
        await database.SqlAsync("ALTER TABLE parts ATTACH PARTITION parts_2027 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')");
        var exception = await Assert.ThrowsAsync<DriverException>(() => ReadAsync(database.Client, before.Position, "parts", ["id", "name"]));
        Assert.Equal(DriverErrorCode.CursorExpired, exception.Code);
        Assert.Equal([1, 2, 3], (await ReadAsync(database.Client, null, "parts", ["id", "name"])).Rows.Keys.Order());
    }

    [Theory]
    [InlineData("CREATE VIEW t AS SELECT 1 AS id", false, "do not say when they changed")]
    [InlineData("CREATE TABLE t (id int)", false, "no key that is never null")]
    [InlineData("CREATE TABLE t (id int PRIMARY KEY)", true, "keeps no deletes")]
    public async Task What_cannot_be_followed_is_refused(string create, bool deletes, string why)
    {
        await using var database = await TestDatabase.CreateAsync(fixture, create);

        var exception = await Assert.ThrowsAsync<DriverException>(() => CollectAsync(database.Client.GetChangesAsync(new ChangesRequest { Object = "t", Fields = ["id"], DeletesOnly = deletes }, Token), "id"));
        var schema = await database.Client.GetFieldsAsync(new GetFieldsRequest { Object = "t" }, Token);

        Assert.Equal(DriverErrorCode.Unsupported, exception.Code);
        Assert.Contains(why, exception.Message, StringComparison.Ordinal);
        Assert.Equal((deletes, true), (schema.ChangesNeedFeed, schema.DeletesUnknown));
    }

    [Fact]
    public async Task A_position_of_another_table_server_or_time_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, People, "INSERT INTO people VALUES (1, 'x')", "CREATE TABLE others (id bigint PRIMARY KEY)");
        await using var twin = await TestDatabase.CreateAsync(fixture, People);
        var position = (await ReadAsync(database.Client, null)).Position;
        var read = ChangePosition.Parse(position, "people");
        var wrong = new[]
        {
            ("none of this driver's", "anything"),
            ("another table", (await ReadAsync(database.Client, null, "others", ["id"])).Position),
            ("another table", (await ReadAsync(twin.Client, null)).Position),
            ("restored", (read with { Origin = "1" + read.Origin }).ToString()),
            ("the future", (read with { Horizon = read.Horizon + 1_000_000 }).ToString()),
            ("another key", (read with { After = ["1", "2"] }).ToString()),
        };
        foreach (var (why, text) in wrong)
        {
            var exception = await Assert.ThrowsAsync<DriverException>(() => ReadAsync(database.Client, text));
            Assert.Equal(DriverErrorCode.CursorExpired, exception.Code);
            Assert.Contains(why, exception.Message, StringComparison.Ordinal);
        }

        await database.SqlAsync("DROP TABLE people");
        await database.SqlAsync(People);
        Assert.Equal(DriverErrorCode.CursorExpired, (await Assert.ThrowsAsync<DriverException>(() => ReadAsync(database.Client, position))).Code);
    }

    [Fact]
    public async Task Numbers_of_transactions_go_round()
    {
        await using var database = await TestDatabase.CreateAsync(fixture);
        uint[] numbers = [3, 4, 1_000, int.MaxValue - 1, int.MaxValue, 1u << 31, (1u << 31) + 1, uint.MaxValue - 1, uint.MaxValue];
        foreach (var first in numbers)
        {
            var condition = ChangeHorizon.IsFrom("x", first);
            var found = await database.SqlAsync($"SELECT string_agg(x::text, ' ' ORDER BY n) FROM unnest('{{{string.Join(',', numbers)}}}'::int8[]) WITH ORDINALITY AS v(x, n) WHERE {condition}");
            Assert.Equal(string.Join(' ', numbers.Where(number => SeenRows.IsFrom(number, first))), found);
        }

        // What wrote rows before there were transactions is never new.
        Assert.Equal("0", await database.SqlAsync($"SELECT count(*) FROM unnest('{{0,1,2}}'::int8[]) AS x WHERE {ChangeHorizon.IsFrom("x", uint.MaxValue)}"));
        Assert.True(SeenRows.IsFrom(5, uint.MaxValue - 5));
        Assert.False(SeenRows.IsFrom(uint.MaxValue - 5, 5));
    }

    [Fact]
    public void Of_many_rows_that_were_seen_a_thousand_are_kept_and_those_behind_the_horizon_forgotten()
    {
        var seen = new SeenRows(100, []);
        Assert.False(seen.Concerns(99));
        Assert.True(seen.IsNew("a", 99));
        for (uint row = 0; row < 2_000; row++)
            Assert.True(seen.IsNew($"row {row}", 100 + row));

        var next = new SeenRows(600, seen.ToBytes(all: true));

        Assert.False(next.IsNew("row 0", 100));
        Assert.True(next.IsNew("row 0", 101));
        Assert.False(next.IsNew("row 999", 1_099));
        Assert.True(next.IsNew("row 1000", 1_100));
        var last = new SeenRows(600, next.ToBytes(all: false));
        Assert.True(last.IsNew("row 0", 100));
        Assert.False(last.IsNew("row 600", 700));
    }

    /// <summary>Applies changes to a copy: all of them, or so many pages.</summary>
    private static async Task<string?> FollowAsync(PostgresClient client, string? position, Dictionary<long, string> copy, int pages)
    {
        await foreach (var page in client.GetChangesAsync(new ChangesRequest { Object = "people", Fields = ["id", "name"], Since = position, PageSize = 25 }, Token))
        {
            using (page)
            {
                foreach (var record in page.Changed)
                    copy[record.GetInt64(0)!.Value] = record.GetString(1)!;
                position = page.Position;
            }

            if (--pages == 0)
                break;
        }

        return position;
    }

    private static Task<(Dictionary<long, (string? Name, DateTimeOffset? Changed)> Rows, string Position)> ReadAsync(
        PostgresClient client, string? since, string table = "people", string[]? fields = null, string key = "id") =>
        CollectAsync(client.GetChangesAsync(new ChangesRequest { Object = table, Fields = fields ?? ["id", "name", "updated_at"], Since = since, PageSize = 20 }, Token), key);

    private static async Task<(Dictionary<long, (string? Name, DateTimeOffset? Changed)> Rows, string Position)> CollectAsync(IAsyncEnumerable<ChangePage> pages, string key)
    {
        var rows = new Dictionary<long, (string?, DateTimeOffset?)>();
        var position = "";
        StopReason? stopped = null;
        await foreach (var page in pages)
        {
            using (page)
            {
                Assert.Null(stopped);
                Assert.Empty(page.DeletedIds);
                stopped = page.Changed.StopReason;
                position = page.Position;
                var schema = page.Changed.Schema;
                var (at, name, changed) = (schema.IndexOf(key), schema.IndexOf("name"), schema.IndexOf("updated_at"));
                foreach (var record in page.Changed)
                    Assert.True(rows.TryAdd(record.GetInt64(at)!.Value, (name < 0 ? null : record.GetString(name), changed < 0 ? null : record.GetTimestamp(changed))));
            }
        }

        Assert.Equal(StopReason.Exhausted, stopped);
        return (rows, position);
    }

    private static async Task<NpgsqlConnection> OpenAsync(TestDatabase database)
    {
        var connection = new NpgsqlConnection(database.Server.ConnectionString(database.Name) + ";Pooling=false");
        await connection.OpenAsync(Token);
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Token);
    }
}
