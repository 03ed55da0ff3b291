using IntegrationAgent.Driver;
using static IntegrationAgent.Drivers.Sqlite.Tests.Pages;

namespace IntegrationAgent.Drivers.Sqlite.Tests;

public sealed class SchemaTests
{
    private static readonly FieldSchema[] EveryType =
    [
        new() { Name = "id", Type = FieldType.String, MaxLength = 18, Nullable = false },
        new() { Name = "boolean", Type = FieldType.Boolean },
        new() { Name = "int64", Type = FieldType.Int64 },
        new() { Name = "double", Type = FieldType.Double },
        new() { Name = "money", Type = FieldType.Decimal, Precision = 38, Scale = 10 },
        new() { Name = "exact", Type = FieldType.Decimal },
        new() { Name = "uuid", Type = FieldType.Uuid },
        new() { Name = "date", Type = FieldType.Date },
        new() { Name = "time", Type = FieldType.Time },
        new() { Name = "local", Type = FieldType.LocalTimestamp },
        new() { Name = "moment", Type = FieldType.Timestamp },
        new() { Name = "bytes", Type = FieldType.Binary, MaxLength = 100 },
        new() { Name = "json", Type = FieldType.Json },
        new() { Name = "reference", Type = FieldType.Reference },
        new() { Name = "text", Type = FieldType.String },
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static EnsureObjectRequest Ensure(bool dryRun = false, string name = "every \"type\"") => new() { Object = name, Fields = EveryType, KeyFields = ["id"], DryRun = dryRun };

    [Fact]
    public async Task A_created_table_reads_back_as_the_same_types()
    {
        await using var database = await TestDatabase.CreateAsync();

        var response = await database.Client.EnsureObjectAsync(Ensure(), Token);
        var schema = await database.Client.GetFieldsAsync(new GetFieldsRequest { Object = "every \"type\"" }, Token);

        Assert.True(response.Created);
        Assert.Equal(EveryType.Select(field => (field.Name, field.Type)), schema.Fields.Select(field => (field.Name, field.Type)));
        Assert.Equal(["id"], schema.KeyFields);
        Assert.Equal((18, 38, 10, 100), (schema.Fields[0].MaxLength, schema.Fields[4].Precision, schema.Fields[4].Scale, schema.Fields[11].MaxLength));
        Assert.True(schema.Fields[0] is { UpsertKey: true, RequiredForCreate: true, Nullable: false });
    }

    [Fact]
    public async Task Every_type_comes_back_as_it_was_written()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.Client.EnsureObjectAsync(Ensure(name: "t"), Token);
        RecordValue[][] rows =
        [
            [
                V("a"), RecordValue.From(true), V(long.MinValue), RecordValue.From(double.Epsilon), RecordValue.FromDecimalText("-1234567890123456789012345678.0123456789"),
                RecordValue.FromDecimalText("0.10"), RecordValue.From(new Guid("0f8fad5b-d9cb-469f-a165-70867728950e")), RecordValue.From(new DateOnly(2024, 2, 29)),
                RecordValue.From(new TimeOnly(23, 59, 59, 999, 999)), RecordValue.From(new DateTime(2024, 3, 31, 2, 30, 0)),
                RecordValue.From(new DateTimeOffset(2024, 3, 31, 1, 30, 0, 123, TimeSpan.Zero)), RecordValue.From([0, 255, 1]),
                RecordValue.FromJson("12345678901234567890.10"), RecordValue.FromReference("001"), V("ä€😀\0x"),
            ],
            [
                V("b"), RecordValue.From(false), V(long.MaxValue), RecordValue.From(double.PositiveInfinity), RecordValue.FromDecimalText("0"),
                RecordValue.FromDecimalText("123456789012345678901234567890123456789012345678901234567890.5"), RecordValue.From(Guid.Empty), RecordValue.From(DateOnly.MinValue),
                RecordValue.From(TimeOnly.MinValue), RecordValue.From(DateTime.MaxValue), RecordValue.From(DateTimeOffset.MinValue), RecordValue.From(Array.Empty<byte>()),
                RecordValue.FromJson("{\"a\":[1]}"), RecordValue.FromReference(""), V(""),
            ],
            [V("c"), .. Enumerable.Repeat(RecordValue.Null, EveryType.Length - 1)],
        ];
        using var page = Of([.. EveryType.Select(field => (field.Name, field.Type))], rows);
        var write = new WriteRequest { Object = "t", Mode = WriteMode.Upsert, KeyFields = ["id"], Records = page };

        var first = await database.Client.WriteAsync(write, Token);
        var second = await database.Client.WriteAsync(write, Token);
        var read = await ReadAllAsync(database.Client.QueryAsync(new QueryRequest { Object = "t", Fields = [.. EveryType.Select(field => field.Name)], OrderBy = [new SortField { Field = "id" }] }, Token));

        Assert.All(first.Outcomes, outcome => Assert.Equal((WriteStatus.Created, null), (outcome.Status, outcome.Error?.Message)));
        Assert.All(second.Outcomes, outcome => Assert.Equal(WriteStatus.Unchanged, outcome.Status));
        for (var row = 0; row < rows.Length; row++)
        {
            for (var field = 0; field < EveryType.Length; field++)
                Assert.True(rows[row][field] == read[row][field], $"{EveryType[field].Name} of row {row} came back as {read[row][field].ToInvariantString()}");
        }
    }

    [Fact]
    public async Task Moments_are_kept_in_utc_and_sort_as_text()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id INTEGER PRIMARY KEY, at TIMESTAMP)");
        using var page = Of(
            [("id", FieldType.Int64), ("at", FieldType.Timestamp)],
            [V(1), RecordValue.From(new DateTimeOffset(2026, 11, 23, 15, 0, 0, TimeSpan.FromHours(2)))],
            [V(2), RecordValue.From(new DateTimeOffset(2026, 11, 23, 13, 0, 0, 500, TimeSpan.Zero))]);
        await database.Client.WriteAsync(new WriteRequest { Object = "t", Mode = WriteMode.Upsert, KeyFields = ["id"], Records = page }, Token);

        Assert.Equal("2026-11-23T13:00:00+00:00", database.Scalar("SELECT at FROM t ORDER BY at LIMIT 1"));
        Assert.Equal(2L, database.Scalar("SELECT id FROM t ORDER BY at DESC LIMIT 1"));
    }

    [Fact]
    public async Task Numbers_and_moments_kept_as_text_compare_by_value()
    {
        await using var database = await TestDatabase.CreateAsync(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, n DECIMAL_TEXT, at TIMESTAMP)", "INSERT INTO t VALUES (1,'9.50','2026-01-01 10:00:00'), (2,'10','2026-01-01T11:00:00+02:00'), (3,'-3',NULL)");

        var numbers = await ReadAllAsync(database.Client.QueryAsync(
            new QueryRequest { Object = "t", Fields = ["id"], Filter = Filter.Compare("n", ComparisonOperator.GreaterOrEqual, RecordValue.From(9.5m)), OrderBy = [new SortField { Field = "n", Descending = true }] }, Token));
        var moments = await ReadAllAsync(database.Client.QueryAsync(
            new QueryRequest { Object = "t", Fields = ["id"], Filter = Filter.Compare("at", ComparisonOperator.Less, RecordValue.From(new DateTimeOffset(2026, 1, 1, 9, 30, 0, TimeSpan.Zero))) }, Token));

        Assert.Equal([V(2), V(1)], numbers.Select(row => row[0]));
        Assert.Equal([V(2)], moments.Select(row => row[0]));
    }

    [Fact]
    public async Task A_number_that_sqlite_would_round_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id INTEGER PRIMARY KEY, n DECIMAL(30,10))");
        using var page = Of([("id", FieldType.Int64), ("n", FieldType.Decimal)], [V(1), RecordValue.FromDecimalText("12345678901234567.12")], [V(2), RecordValue.FromDecimalText("1.50")]);

        var response = await database.Client.WriteAsync(new WriteRequest { Object = "t", Mode = WriteMode.Upsert, KeyFields = ["id"], Records = page }, Token);

        Assert.Contains("DECIMAL_TEXT", response.Outcomes[0].Error!.Message, StringComparison.Ordinal);
        Assert.Equal(WriteStatus.Created, response.Outcomes[1].Status);
    }

    [Fact]
    public async Task A_dry_run_creates_nothing_and_shows_the_statement()
    {
        await using var database = await TestDatabase.CreateAsync();

        var dry = await database.Client.EnsureObjectAsync(Ensure(dryRun: true, name: "t"), Token);
        var missing = await Assert.ThrowsAsync<DriverException>(() => database.Client.GetFieldsAsync(new GetFieldsRequest { Object = "t" }, Token));
        var real = await database.Client.EnsureObjectAsync(Ensure(name: "t"), Token);
        var again = await database.Client.EnsureObjectAsync(Ensure(name: "t"), Token);

        Assert.Equal(DriverErrorCode.ObjectNotFound, missing.Code);
        Assert.Equal((true, true, false), (dry.Created, real.Created, again.Created));
        Assert.Equal(dry.Statement, real.Statement);
        Assert.Contains("\"money\" DECIMAL_TEXT(38,10)", dry.Statement, StringComparison.Ordinal);
        Assert.Equal(dry.Schema.ETag, real.Schema.ETag);
    }

    [Fact]
    public async Task An_existing_table_that_differs_is_a_conflict()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id TEXT PRIMARY KEY, boolean TEXT)");

        var exception = await Assert.ThrowsAsync<DriverException>(() => database.Client.EnsureObjectAsync(Ensure(name: "T"), Token));

        Assert.Equal(DriverErrorCode.Conflict, exception.Code);
        Assert.Contains("boolean is TEXT", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_and_views_are_listed_and_sqlites_own_are_not()
    {
        await using var database = await TestDatabase.CreateAsync(
            "CREATE TABLE b (id INTEGER PRIMARY KEY AUTOINCREMENT)", "CREATE VIEW a AS SELECT id, id + 1 AS next FROM b", "INSERT INTO b DEFAULT VALUES");

        var all = await database.Client.ListObjectsAsync(new ListObjectsRequest { IncludeCounts = true }, Token);
        var some = await database.Client.ListObjectsAsync(new ListObjectsRequest { NameContains = "B" }, Token);

        Assert.Equal([("a", false, null), ("b", true, 1L)], all.Select(one => (one.Name, one.Writable, one.ApproximateCount)));
        Assert.Single(some);
        Assert.Equal([[V(1), V("2")]], await ReadAllAsync(database.Client.QueryAsync(new QueryRequest { Object = "a", Fields = ["id", "next"] }, Token)));
    }

    [Fact]
    public async Task A_schema_that_another_program_changes_is_seen()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id INTEGER PRIMARY KEY)");
        var before = await database.Client.GetFieldsAsync(new GetFieldsRequest { Object = "t" }, Token);

        database.Execute("ALTER TABLE t ADD COLUMN more TEXT");
        var after = await database.Client.GetFieldsAsync(new GetFieldsRequest { Object = "t" }, Token);

        Assert.Equal(2, after.Fields.Count);
        Assert.NotEqual(before.ETag, after.ETag);
    }

    [Fact]
    public async Task A_file_that_is_no_database_and_a_missing_one_are_refused()
    {
        await using var database = await TestDatabase.CreateAsync();
        var text = Path.Combine(Path.GetDirectoryName(database.File)!, "text.db");
        await File.WriteAllTextAsync(text, new string('x', 5000), Token);

        Assert.Equal(DriverErrorCode.ConnectionFailed, (await Assert.ThrowsAsync<DriverException>(() => TestDatabase.ConnectAsync(text))).Code);
        Assert.Equal(DriverErrorCode.ConnectionFailed, (await Assert.ThrowsAsync<DriverException>(() => TestDatabase.ConnectAsync(text + "2", create: false))).Code);
        Assert.False(File.Exists(text + "2"));
    }

    [Fact]
    public async Task A_closed_database_is_one_file()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id INTEGER PRIMARY KEY)");
        await ReadAllAsync(database.Client.QueryAsync(new QueryRequest { Object = "t", Fields = ["id"] }, Token));

        await database.Client.DisposeAsync();

        Assert.Equal([database.File], Directory.GetFiles(Path.GetDirectoryName(database.File)!));
    }

    [Fact]
    public async Task Disposing_twice_is_fine_and_ends_calls_in_flight()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id INTEGER PRIMARY KEY)");
        var endless = ReadAllAsync(database.Client.QueryNativeAsync(new NativeQueryRequest { Text = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(*) FROM n" }, Token));

        await database.Client.DisposeAsync();
        await database.Client.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endless.WaitAsync(TimeSpan.FromSeconds(10), Token));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => database.Client.CheckAsync(Token));
    }
}
