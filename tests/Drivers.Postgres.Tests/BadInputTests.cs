using System.Text;
using IntegrationAgent.Driver;
using IntegrationAgent.Testing;
using static IntegrationAgent.Drivers.Postgres.Tests.Pages;
using static IntegrationAgent.Drivers.Postgres.Tests.WriteTests;

namespace IntegrationAgent.Drivers.Postgres.Tests;

/// <summary>What is wrong fails alone, with its field and the rule; everything else is written. Nothing that a person wrote is in a message.</summary>
public sealed class BadInputTests(PostgresFixture fixture)
{
    private const string Secret = "Geheim77";
    private static readonly (string, FieldType)[] People = [("id", FieldType.String), ("name", FieldType.String), ("age", FieldType.Int64)];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_bad_record_of_a_batch_fails_alone_and_the_rest_is_written()
    {
        await using var database = await TestDatabase.CreateAsync(
            fixture,
            "CREATE TABLE groups (id text PRIMARY KEY)",
            "CREATE TABLE people (id text PRIMARY KEY, name varchar(10) CONSTRAINT by_name UNIQUE, age integer CONSTRAINT old_enough CHECK (age >= 0), mail text NOT NULL DEFAULT '', team text CONSTRAINT of_team REFERENCES groups)");
        (string, FieldType)[] fields = [.. People, ("mail", FieldType.String), ("team", FieldType.String)];
        using var page = Of(
            fields,
            [V("ok1"), V("Ann"), V(1), V(""), RecordValue.Null],
            [V("long"), V(Secret + "äöü"), V(1), V(""), RecordValue.Null],
            [V("check"), V("Bob"), V(-5), V(""), RecordValue.Null],
            [V("unique"), V("Ann"), V(1), V(""), RecordValue.Null],
            [RecordValue.Null, V("Eve"), V(1), V(""), RecordValue.Null],
            [V("null"), V("Fay"), V(1), RecordValue.Null, RecordValue.Null],
            [V("range"), V("Gus"), V(5_000_000_000), V(""), RecordValue.Null],
            [V("nul"), V("H\0i"), V(1), V(""), RecordValue.Null],
            [V("orphan"), V("Ida"), V(1), V(""), V(Secret)],
            [V("ok1"), V("Ann2"), V(1), V(""), RecordValue.Null],
            [V("ok2"), V("äöüäöüäöüä"), V(1), V(""), RecordValue.Null]);

        var response = await database.Client.WriteAsync(Request(page), Token);

        Assert.Equal("C F F F F F F F F F C", string.Join(' ', Statuses(response).Select(status => status.ToString()[0])));
        Assert.Equal(
            ["name: invalid_value", "age: invalid_value", "name: duplicate", "id: invalid_value", "mail: invalid_value", "age: invalid_value", "name: invalid_value", "team: conflict", "id: duplicate"],
            response.Outcomes.Where(outcome => outcome.Error is not null).Select(outcome => $"{string.Join('+', outcome.Error!.Fields)}: {outcome.Error.Code.Value}"));
        Assert.Contains("10 characters", response.Outcomes[1].Error!.Message, StringComparison.Ordinal);
        Assert.Contains("old_enough", response.Outcomes[2].Error!.Message, StringComparison.Ordinal);
        Assert.Contains("by_name", response.Outcomes[3].Error!.Message, StringComparison.Ordinal);
        Assert.Contains("record 1 came first", response.Outcomes[9].Error!.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(response.Outcomes, outcome => outcome.Error?.Message.Contains(Secret, StringComparison.OrdinalIgnoreCase) == true);
        Assert.Equal("ok1|Ann\nok2|äöüäöüäöüä", await database.SqlAsync("SELECT id, name FROM people ORDER BY id"));
    }

    [Fact]
    public async Task Poison_records_among_thousands_are_isolated()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE TABLE people (id text PRIMARY KEY, name inet, age integer CHECK (age <> 13))");
        using var page = Of(People, [.. Enumerable.Range(0, 2000).Select(i => new[] { V($"p{i}"), V(i == 700 ? "no address" : "10.0.0.1"), V(i is 3 or 1999 ? 13 : i + 100) })]);

        var response = await database.Client.WriteAsync(Request(page), Token);

        Assert.Equal([3, 700, 1999], response.Outcomes.Index().Where(item => item.Item.Status == WriteStatus.Failed).Select(item => item.Index));
        Assert.Equal(["name"], response.Outcomes[700].Error!.Fields);
        Assert.Equal(1997, response.Outcomes.Count(outcome => outcome.Status == WriteStatus.Created));
        Assert.Equal("1997", await database.SqlAsync("SELECT count(*) FROM people"));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_fail_their_record()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE TABLE people (id text PRIMARY KEY, name text, age integer)");
        using var writer = new RecordPageWriter(new RecordSchema(People.Select(field => new RecordField { Name = field.Item1, Type = field.Item2 })));
        foreach (var name in (byte[][])[Encoding.UTF8.GetBytes("fine"), [0xC3, 0x28], [0xED, 0xA0, 0x80]])
        {
            writer.BeginRecord();
            writer.WriteString($"k{name.Length}{name[0]}");
            writer.WriteUtf8(name);
            writer.WriteInt64(1);
            writer.EndRecord();
        }

        using var page = writer.ToPage();
        var response = await database.Client.WriteAsync(Request(page), Token);

        Assert.Equal([WriteStatus.Created, WriteStatus.Failed, WriteStatus.Failed], Statuses(response));
        Assert.Contains("UTF-8", response.Outcomes[1].Error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("date", "2026-02-30")]
    [InlineData("date", "01/02/2026")]
    [InlineData("date", "today")]
    [InlineData("timestamptz", "2026-01-01T25:00:00Z")]
    [InlineData("timestamptz", "9999999-01-01T00:00:00Z")]
    [InlineData("smallint", "40000")]
    [InlineData("bigint", "99999999999999999999")]
    [InlineData("double precision", "1e400")]
    [InlineData("boolean", "maybe")]
    [InlineData("uuid", "not-a-uuid")]
    [InlineData("numeric(5,2)", "1234.5")]
    [InlineData("numeric(5,2)", "1.234")]
    [InlineData("jsonb", "{broken")]
    [InlineData("inet", "300.1.1.1")]
    [InlineData("int4range", "[5,1]")]
    [InlineData("bit(3)", "10101")]
    [InlineData("char(2)", "abc")]
    [InlineData("varchar(3)[]", "{abcd}")]
    [InlineData("mood", "sideways")]
    [InlineData("positive", "-1")]
    public async Task A_text_that_a_column_cannot_hold_fails_its_record_and_names_the_column(string type, string text)
    {
        await using var database = await TestDatabase.CreateAsync(
            fixture,
            "CREATE TYPE mood AS ENUM ('up', 'down')",
            "CREATE DOMAIN positive AS integer CHECK (VALUE > 0)",
            $"CREATE TABLE things (id text PRIMARY KEY, value {type})");
        using var page = Of([("id", FieldType.String), ("value", FieldType.String)], [V("good"), RecordValue.Null], [V("bad"), V(text)]);

        var response = await database.Client.WriteAsync(Request(page, table: "things"), Token);

        Assert.Equal([WriteStatus.Created, WriteStatus.Failed], Statuses(response));
        Assert.Equal(DriverErrorCode.InvalidValue, response.Outcomes[1].Error!.Code);
        if (type != "positive" && !type.EndsWith("[]", StringComparison.Ordinal))
            Assert.Equal(["value"], response.Outcomes[1].Error!.Fields);
        Assert.DoesNotContain(text, response.Outcomes[1].Error!.Message, StringComparison.Ordinal);
        Assert.Equal("good", await database.SqlAsync("SELECT id FROM things"));
    }

    [Fact]
    public async Task The_field_is_found_among_several_that_the_server_reads()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE TABLE things (id text PRIMARY KEY, a inet, b interval, c macaddr)");
        (string, FieldType)[] fields = [("id", FieldType.String), ("a", FieldType.String), ("b", FieldType.String), ("c", FieldType.String)];
        using var page = Of(fields, [V("1"), V("10.0.0.1"), V("1 day"), V("08:00:2b:01:02:03")], [V("2"), V("10.0.0.1"), V("some days"), V("08:00:2b:01:02:03")]);

        Assert.Equal(["b"], (await database.Client.WriteAsync(Request(page, table: "things"), Token)).Outcomes[1].Error!.Fields);
    }

    [Fact]
    public async Task A_column_that_became_required_in_the_middle_fails_the_records_without_it()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE TABLE people (id text PRIMARY KEY, name text, age integer)");
        using var page = Of(People, [V("a"), V("Ann"), V(1)], [V("b"), RecordValue.Null, V(1)]);
        using var first = Of(People, [V("z"), V("Zoe"), V(1)]);
        await database.Client.WriteAsync(Request(page), Token);
        await database.SqlAsync("DELETE FROM people; ALTER TABLE people ALTER name SET NOT NULL");

        var response = await database.Client.WriteAsync(Request(page), Token);

        Assert.Equal([WriteStatus.Created, WriteStatus.Failed], Statuses(response));
        Assert.Equal(["name"], response.Outcomes[1].Error!.Fields);
    }

    [Fact]
    public async Task A_column_that_went_away_in_the_middle_is_a_change_of_the_schema()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE TABLE people (id text PRIMARY KEY, name text, age integer)");
        using var page = Of(People, [V("a"), V("Ann"), V(1)]);
        await database.Client.WriteAsync(Request(page), Token);
        await database.SqlAsync("ALTER TABLE people DROP COLUMN age");

        var exception = await Assert.ThrowsAsync<DriverException>(() => database.Client.WriteAsync(Request(page), Token));

        Assert.Equal(DriverErrorCode.SchemaChanged, exception.Code);
        Assert.Equal(DriverErrorCode.FieldNotFound, (await Assert.ThrowsAsync<DriverException>(() => database.Client.WriteAsync(Request(page), Token))).Code);
    }

    [Theory]
    [InlineData("people", "name", "not unique")]
    [InlineData("people", "nam", "no field")]
    [InlineData("people", "partly", "not unique")]
    [InlineData("people", "late", "not unique")]
    [InlineData("bare", "id", "no unique key")]
    [InlineData("adults", "id", "view")]
    [InlineData("frozen", "id", "view")]
    [InlineData("peeple", "id", "no table")]
    public async Task What_cannot_be_written_is_refused_before_the_first_write(string table, string key, string text)
    {
        await using var database = await TestDatabase.CreateAsync(
            fixture,
            "CREATE TABLE people (id text PRIMARY KEY, name text, partly text, late text UNIQUE DEFERRABLE)",
            "CREATE UNIQUE INDEX partial ON people(partly) WHERE id > 'a'",
            "CREATE TABLE bare (id text, name text)",
            "CREATE VIEW adults AS SELECT * FROM people",
            "CREATE MATERIALIZED VIEW frozen AS SELECT * FROM people");
        using var page = Of([("id", FieldType.String), (key == "id" || key == "nam" ? "name" : key, FieldType.String)], [V("a"), V("Ann")]);

        var exception = await Assert.ThrowsAsync<DriverException>(() => database.Client.WriteAsync(Request(page, key: key, table: table), Token));

        Assert.Contains(text, exception.Message, StringComparison.Ordinal);
        Assert.Equal("0", await database.SqlAsync("SELECT count(*) FROM people"));
    }

    [Fact]
    public async Task Computed_numbered_and_unfit_fields_are_refused_before_the_first_write()
    {
        await using var database = await TestDatabase.CreateAsync(
            fixture, "CREATE TABLE people (id text PRIMARY KEY, name text, no int GENERATED ALWAYS AS IDENTITY, born date, size int GENERATED ALWAYS AS (length(name)) STORED)");
        foreach (var (field, value) in (IEnumerable<(string, RecordValue)>)[("size", V(1)), ("no", V(1)), ("born", RecordValue.From(true))])
        {
            using var page = Of([("id", FieldType.String), (field, value.Type)], [V("a"), value]);
            Assert.Equal(field, (await Assert.ThrowsAsync<DriverException>(() => database.Client.WriteAsync(Request(page), Token))).Target);
        }

        Assert.Equal("0", await database.SqlAsync("SELECT count(*) FROM people"));
    }

    [Fact]
    public async Task A_rule_that_is_checked_at_the_end_fails_the_record_that_breaks_it()
    {
        await using var database = await TestDatabase.CreateAsync(
            fixture, "CREATE TABLE groups (id text PRIMARY KEY)", "CREATE TABLE people (id text PRIMARY KEY, name text REFERENCES groups DEFERRABLE INITIALLY DEFERRED, age integer)");
        using var page = Of(People, [V("a"), RecordValue.Null, V(1)], [V("b"), V("nowhere"), V(1)]);

        Assert.Equal([WriteStatus.Created, WriteStatus.Failed], Statuses(await database.Client.WriteAsync(Request(page), Token)));
        Assert.Equal("a", await database.SqlAsync("SELECT id FROM people"));
    }

    [Fact]
    public async Task A_trigger_that_refuses_fails_the_record_without_its_words()
    {
        await using var database = await TestDatabase.CreateAsync(
            fixture,
            "CREATE TABLE people (id text PRIMARY KEY, name text, age integer)",
            $"CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.age = 2 THEN RAISE EXCEPTION '{Secret}: %', NEW.name; END IF; RETURN NEW; END $$",
            "CREATE TRIGGER refuse BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION refuse()");
        using var page = Of(People, [V("a"), V("Ann"), V(1)], [V("b"), V("Bob"), V(2)]);

        var response = await database.Client.WriteAsync(Request(page), Token);

        Assert.Equal([WriteStatus.Created, WriteStatus.Failed], Statuses(response));
        Assert.Equal("A trigger or function of the database refused the record.", response.Outcomes[1].Error!.Message);
    }

    [Fact]
    public async Task An_insert_that_a_trigger_drops_without_a_word_fails_the_record()
    {
        await using var database = await TestDatabase.CreateAsync(
            fixture,
            "CREATE TABLE people (id text PRIMARY KEY, name text, age integer)",
            "CREATE FUNCTION drop_it() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.age = 2 THEN RETURN NULL; END IF; RETURN NEW; END $$",
            "CREATE TRIGGER drop_it BEFORE INSERT ON people FOR EACH ROW EXECUTE FUNCTION drop_it()");
        using var page = Of(People, [V("a"), V("Ann"), V(1)], [V("b"), V("Bob"), V(2)], [V("c"), V("Cid"), V(3)]);

        var response = await database.Client.WriteAsync(Request(page, WriteMode.Insert), Token);

        Assert.Equal([WriteStatus.Created, WriteStatus.Failed, WriteStatus.Created], Statuses(response));
        Assert.Equal("A trigger or rule of the table kept the record out without an error.", response.Outcomes[1].Error!.Message);
        Assert.Equal("a,c", await database.SqlAsync("SELECT string_agg(id, ',' ORDER BY id) FROM people"));
    }

    [Fact]
    public async Task A_role_without_the_right_is_refused_and_told_what_it_lacks()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE TABLE people (id text PRIMARY KEY, name text, age integer)");
        var role = $"reader_{database.Name}";
        await database.SqlAsync($"CREATE ROLE {role} LOGIN PASSWORD 'r'; GRANT SELECT ON people TO {role}; CREATE TABLE hidden (id int)");
        await using var reader = await TestDatabase.ConnectAsync(database.Server, database.Name, role, "r");
        using var page = Of(People, [V("a"), V("Ann"), V(1)]);

        Assert.Equal(DriverErrorCode.PermissionDenied, (await Assert.ThrowsAsync<DriverException>(() => reader.WriteAsync(Request(page), Token))).Code);
        Assert.Equal(DriverErrorCode.PermissionDenied, (await Assert.ThrowsAsync<DriverException>(() => reader.WriteAsync(Request(page, WriteMode.Delete), Token))).Code);
        Assert.Equal(["people"], (await reader.ListObjectsAsync(new ListObjectsRequest(), Token)).Select(entry => entry.Name));
        Assert.False((await reader.ListObjectsAsync(new ListObjectsRequest(), Token))[0].Writable);
    }
}
