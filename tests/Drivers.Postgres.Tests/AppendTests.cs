using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Testing;
using static IntegrationAgent.Drivers.Postgres.Tests.WriteTests;

namespace IntegrationAgent.Drivers.Postgres.Tests;

/// <summary>Pages after one that held only new records go into the table itself. What a table does with a record stays what it was.</summary>
public sealed class AppendTests(PostgresFixture fixture)
{
    private static readonly (string, FieldType)[] People = [("id", FieldType.String), ("name", FieldType.String), ("age", FieldType.Int64)];
    private const string CreatePeople = "CREATE TABLE people (id text PRIMARY KEY, name varchar(10), age bigint CONSTRAINT old_enough CHECK (age >= 0), note text DEFAULT 'none')";

    /// <summary>Says in a table how records came: by a copy, or by a statement.</summary>
    private static readonly string[] Watched =
    [
        "CREATE TABLE ways (way text)",
        "CREATE FUNCTION watch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO ways VALUES (left(current_query(), 4)); RETURN NULL; END $$",
        "CREATE TRIGGER watched AFTER INSERT ON people FOR EACH STATEMENT EXECUTE FUNCTION watch()",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_after_new_ones_are_copied_into_the_table_until_one_is_there()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, [CreatePeople, .. Watched]);
        var schema = new RecordSchema(People.Select(field => new RecordField { Name = field.Item1, Type = field.Item2 }));

        Assert.Equal([WriteStatus.Created, WriteStatus.Created], await WriteAsync(database, schema, ("a", "Ann", 1), ("b", "Bob", 2)));
        Assert.Equal([WriteStatus.Created, WriteStatus.Created], await WriteAsync(database, schema, ("c", "Cid", 3), ("d", "Dan", 4)));
        Assert.Equal("COPY", await LastWayAsync(database));
        Assert.Equal([WriteStatus.Updated, WriteStatus.Unchanged, WriteStatus.Created], await WriteAsync(database, schema, ("a", "Anna", 1), ("c", "Cid", 3), ("e", "Eve", 5)));
        Assert.Equal("WITH", await LastWayAsync(database));
        Assert.Equal([WriteStatus.Created], await WriteAsync(database, schema, ("f", "Fay", 6)));
        Assert.Equal("WITH", await LastWayAsync(database));
        Assert.Equal([WriteStatus.Created], await WriteAsync(database, schema, ("g", "Gus", 7)));
        Assert.Equal([WriteStatus.Created], await WriteAsync(database, schema, ("h", "Hal", 8)));
        Assert.Equal("COPY", await LastWayAsync(database));
        Assert.Equal("a Anna 1 none,b Bob 2 none,c Cid 3 none,d Dan 4 none,e Eve 5 none,f Fay 6 none,g Gus 7 none,h Hal 8 none", await PeopleAsync(database));
    }

    [Fact]
    public async Task A_record_that_is_refused_is_named_and_the_others_are_written()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, CreatePeople);
        var schema = new RecordSchema(People.Select(field => new RecordField { Name = field.Item1, Type = field.Item2 }));
        await WriteAsync(database, schema, ("a", "Ann", 1));
        using var page = Page(schema, ("b", "Bob", 2), ("c", "much too long", 3), ("d", "Dan", -4), ("b", "Ben", 5), ("e", "Eve", 6));

        var response = await database.Client.WriteAsync(Request(page), Token);

        Assert.Equal([WriteStatus.Created, WriteStatus.Failed, WriteStatus.Failed, WriteStatus.Failed, WriteStatus.Created], Statuses(response));
        Assert.Equal([null, "name", "age", "id", null], response.Outcomes.Select(outcome => outcome.Error?.Fields[0]));
        Assert.Equal("a Ann 1 none,b Bob 2 none,e Eve 6 none", await PeopleAsync(database));
    }

    [Fact]
    public async Task A_trigger_that_comes_between_and_drops_a_record_is_not_called_created()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, CreatePeople);
        var schema = new RecordSchema(People.Select(field => new RecordField { Name = field.Item1, Type = field.Item2 }));
        await WriteAsync(database, schema, ("a", "Ann", 1));
        await database.SqlAsync("CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id = 'c' THEN RETURN NULL; END IF; NEW.note = 'seen'; RETURN NEW; END $$");
        await database.SqlAsync("CREATE TRIGGER changed BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION change()");

        Assert.NotEqual(WriteStatus.Created, (await WriteAsync(database, schema, ("b", "Bob", 2), ("c", "Cid", 3)))[1]);
        Assert.Equal("a Ann 1 none,b Bob 2 seen", await PeopleAsync(database));
    }

    [Fact]
    public async Task A_column_that_becomes_another_type_between_two_pages_keeps_the_values()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE TABLE people (id text PRIMARY KEY, name varchar(10), age bigint, note text DEFAULT 'none')");
        var schema = new RecordSchema(People.Select(field => new RecordField { Name = field.Item1, Type = field.Item2 }));
        await WriteAsync(database, schema, ("a", "Ann", 1));
        await database.SqlAsync("ALTER TABLE people ALTER COLUMN age TYPE numeric");

        await WriteAsync(database, schema, ("b", "Bob", 2), ("c", "Cid", 3));

        Assert.Equal("a Ann 1 none,b Bob 2 none,c Cid 3 none", await PeopleAsync(database));
    }

    [Fact]
    public async Task A_key_that_is_no_longer_unique_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, CreatePeople);
        var schema = new RecordSchema(People.Select(field => new RecordField { Name = field.Item1, Type = field.Item2 }));
        await WriteAsync(database, schema, ("a", "Ann", 1));
        await database.SqlAsync("ALTER TABLE people DROP CONSTRAINT people_pkey");

        await Assert.ThrowsAsync<DriverException>(() => WriteAsync(database, schema, ("a", "Ann", 1), ("b", "Bob", 2)));
        Assert.Equal("a Ann 1 none", await PeopleAsync(database));
    }

    [Theory]
    [InlineData("CREATE RULE twice AS ON INSERT TO people DO ALSO INSERT INTO other VALUES (NEW.id)")]
    [InlineData("ALTER TABLE people ENABLE ROW LEVEL SECURITY")]
    public async Task A_table_with_rules_or_policies_is_not_copied_into(string change)
    {
        await using var database = await TestDatabase.CreateAsync(fixture, [CreatePeople, .. Watched, "CREATE TABLE other (id text)"]);
        var schema = new RecordSchema(People.Select(field => new RecordField { Name = field.Item1, Type = field.Item2 }));
        await WriteAsync(database, schema, ("a", "Ann", 1));
        await database.SqlAsync(change);

        // An upsert of a table with such a rule is refused by the server.
        await Xunit.Record.ExceptionAsync(() => WriteAsync(database, schema, ("b", "Bob", 2)));

        Assert.Equal("WITH", await LastWayAsync(database));
    }

    [Fact]
    public async Task Money_and_domains_go_by_way_of_the_staging_table()
    {
        await using var database = await TestDatabase.CreateAsync(
            fixture, "CREATE DOMAIN years AS integer CHECK (VALUE < 200)", "CREATE TABLE people (id text PRIMARY KEY, name varchar(10), age years, note text DEFAULT 'none')", "CREATE TABLE bills (id text PRIMARY KEY, amount money)");
        var schema = new RecordSchema(People.Select(field => new RecordField { Name = field.Item1, Type = field.Item2 }));
        var bills = new RecordSchema([new RecordField { Name = "id", Type = FieldType.String }, new RecordField { Name = "amount", Type = FieldType.Decimal }]);

        // A zero with two digits has as many bytes as money.
        decimal[] amounts = [1.25m, 0.00m, 2.25m];
        for (var i = 0; i < amounts.Length; i++)
        {
            using var writer = new RecordPageWriter(bills);
            writer.BeginRecord();
            writer.WriteString(i.ToString(CultureInfo.InvariantCulture));
            writer.WriteDecimal(amounts[i]);
            writer.EndRecord();
            using var page = writer.ToPage();
            Assert.Equal([WriteStatus.Created], Statuses(await database.Client.WriteAsync(Request(page, table: "bills"), Token)));
            await WriteAsync(database, schema, ($"{i}", "Ann", i));
        }

        Assert.Equal("1.25,0.00,2.25", await database.SqlAsync("SELECT string_agg(amount::numeric::text, ',' ORDER BY id) FROM bills"));
        Assert.Equal("0 Ann 0 none,1 Ann 1 none,2 Ann 2 none", await PeopleAsync(database));
    }

    [Fact]
    public async Task Another_writer_of_the_same_key_is_waited_for()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, CreatePeople);
        var schema = new RecordSchema(People.Select(field => new RecordField { Name = field.Item1, Type = field.Item2 }));
        await WriteAsync(database, schema, ("a", "Ann", 1));
        await using var other = new Npgsql.NpgsqlConnection(database.Server.ConnectionString(database.Name));
        await other.OpenAsync(Token);
        await using var transaction = await other.BeginTransactionAsync(Token);
        await using (var insert = new Npgsql.NpgsqlCommand("INSERT INTO people VALUES ('c', 'Cis', 9)", other))
            await insert.ExecuteNonQueryAsync(Token);

        var writing = WriteAsync(database, schema, ("b", "Bob", 2), ("c", "Cid", 3));
        while (await database.SqlAsync("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") == "0")
            await Task.Delay(10, Token);
        await transaction.CommitAsync(Token);

        Assert.Equal([WriteStatus.Created, WriteStatus.Updated], await writing);
        Assert.Equal("a Ann 1 none,b Bob 2 none,c Cid 3 none", await PeopleAsync(database));
    }

    private static RecordPage Page(RecordSchema schema, params (string Id, string Name, long Age)[] people)
    {
        using var writer = new RecordPageWriter(schema);
        foreach (var (id, name, age) in people)
        {
            writer.BeginRecord();
            writer.WriteString(id);
            writer.WriteString(name);
            writer.WriteInt64(age);
            writer.EndRecord();
        }

        return writer.ToPage();
    }

    private static async Task<WriteStatus[]> WriteAsync(TestDatabase database, RecordSchema schema, params (string Id, string Name, long Age)[] people)
    {
        using var page = Page(schema, people);
        return [.. Statuses(await database.Client.WriteAsync(Request(page), Token))];
    }

    private static Task<string> LastWayAsync(TestDatabase database) => database.SqlAsync("SELECT way FROM ways ORDER BY ctid DESC LIMIT 1");

    private static Task<string> PeopleAsync(TestDatabase database) =>
        database.SqlAsync("SELECT string_agg(concat_ws(' ', id, name, age, note), ',' ORDER BY id) FROM people");
}
