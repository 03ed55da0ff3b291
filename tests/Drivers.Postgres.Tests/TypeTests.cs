using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Testing;
using static IntegrationAgent.Drivers.Postgres.Tests.Pages;
using static IntegrationAgent.Drivers.Postgres.Tests.WriteTests;

namespace IntegrationAgent.Drivers.Postgres.Tests;

/// <summary>What is read is what is stored, and what is written back is the same again.</summary>
public sealed class TypeTests(PostgresFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("smallint", "-32768", "Int64", "-32768")]
    [InlineData("integer", "2147483647", "Int64", "2147483647")]
    [InlineData("bigint", "-9223372036854775808", "Int64", "-9223372036854775808")]
    [InlineData("oid", "4294967295", "Int64", "4294967295")]
    [InlineData("real", "0.1", "Double", "0.10000000149011612")]
    [InlineData("double precision", "1e-300", "Double", "1E-300")]
    [InlineData("double precision", "'NaN'", "Double", "NaN")]
    [InlineData("double precision", "'-Infinity'", "Double", "-Infinity")]
    [InlineData("numeric", "0", "Decimal", "0")]
    [InlineData("numeric", "-1.50", "Decimal", "-1.50")]
    [InlineData("numeric", "0.00001234", "Decimal", "0.00001234")]
    [InlineData("numeric", "1e20", "Decimal", "100000000000000000000")]
    [InlineData("numeric", "79228162514264337593543950335", "Decimal", "79228162514264337593543950335")]
    [InlineData("numeric", "79228162514264337593543950336", "Decimal", "79228162514264337593543950336")]
    [InlineData("numeric", "123456789012345678901234567890123456789.000000000000000000000000000000000000123", "Decimal", "123456789012345678901234567890123456789.000000000000000000000000000000000000123")]
    [InlineData("numeric(12,4)", "10000.0001", "Decimal", "10000.0001")]
    [InlineData("numeric(4,-2)", "12300", "Decimal", "12300")]
    [InlineData("money", "'-1234.56'", "Decimal", "-1234.56")]
    [InlineData("boolean", "true", "Boolean", "true")]
    [InlineData("text", "'ä€😀'", "String", "ä€😀")]
    [InlineData("text", "''", "String", "")]
    [InlineData("varchar(5)", "'12345'", "String", "12345")]
    [InlineData("char(3)", "'a'", "String", "a  ")]
    [InlineData("name", "'n'", "String", "n")]
    [InlineData("uuid", "'6f9619ff-8b86-d011-b42d-00cf4fc964ff'", "Uuid", "6f9619ff-8b86-d011-b42d-00cf4fc964ff")]
    [InlineData("date", "'0001-01-01'", "Date", "0001-01-01")]
    [InlineData("date", "'9999-12-31'", "Date", "9999-12-31")]
    [InlineData("time", "'23:59:59.999999'", "Time", "23:59:59.999999")]
    [InlineData("timetz", "'10:00:00+02'", "String", "10:00:00+02")]
    [InlineData("timestamp", "'2024-02-29 23:59:59.123456'", "LocalTimestamp", "2024-02-29T23:59:59.123456")]
    [InlineData("timestamp", "'0001-01-01 00:00:00'", "LocalTimestamp", "0001-01-01T00:00:00")]
    [InlineData("timestamptz", "'2026-03-29 02:30:00+01'", "Timestamp", "2026-03-29T01:30:00+00:00")]
    [InlineData("timestamptz", "'9999-12-31 23:59:59.999999+00'", "Timestamp", "9999-12-31T23:59:59.999999+00:00")]
    [InlineData("interval", "'1 year 2 months -3 days 04:05:06.7'", "String", "1 year 2 mons -3 days +04:05:06.7")]
    [InlineData("bytea", "'\\x00ff10'", "Binary", "AP8Q")]
    [InlineData("json", "'{\"b\": 1,  \"a\": [null]}'", "Json", "{\"b\": 1,  \"a\": [null]}")]
    [InlineData("jsonb", "'{\"b\":1,\"a\":[null]}'", "Json", "{\"a\": [null], \"b\": 1}")]
    [InlineData("inet", "'10.1.2.3/8'", "String", "10.1.2.3/8")]
    [InlineData("cidr", "'10.0.0.0/8'", "String", "10.0.0.0/8")]
    [InlineData("macaddr", "'08:00:2b:01:02:03'", "String", "08:00:2b:01:02:03")]
    [InlineData("bit(3)", "B'101'", "String", "101")]
    [InlineData("int4range", "'[1,5)'", "String", "[1,5)")]
    [InlineData("tstzrange", "'[2026-01-01 00:00:00+00,)'", "String", "[\"2026-01-01 00:00:00+00\",)")]
    [InlineData("point", "'(1,2)'", "String", "(1,2)")]
    [InlineData("xml", "'<a/>'", "String", "<a/>")]
    [InlineData("tsvector", "'a b'", "String", "'a' 'b'")]
    [InlineData("mood", "'happy'", "String", "happy")]
    [InlineData("zip", "'12345'", "String", "12345")]
    [InlineData("pair", "'(1,x)'", "String", "(1,x)")]
    [InlineData("integer[]", "'{1,NULL,-3}'", "List", "[1,null,-3]")]
    [InlineData("integer[]", "'{}'", "List", "[]")]
    [InlineData("text[]", "'{\"a,b\",\"c\\\"d\",NULL,\"\",\"NULL\"}'", "List", "[\"a,b\",\"c\\u0022d\",null,\"\",\"NULL\"]")]
    [InlineData("uuid[]", "'{6f9619ff-8b86-d011-b42d-00cf4fc964ff}'", "List", "[\"6f9619ff-8b86-d011-b42d-00cf4fc964ff\"]")]
    [InlineData("numeric[]", "'{1.10,2}'", "List", "[\"1.10\",\"2\"]")]
    [InlineData("inet[]", "'{10.0.0.1}'", "List", "[\"10.0.0.1/32\"]")]
    [InlineData("timestamptz[]", "'{2026-01-01 00:00:00+00}'", "List", "[\"2026-01-01T00:00:00\\u002B00:00\"]")]
    [InlineData("mood[]", "'{sad,happy}'", "List", "[\"sad\",\"happy\"]")]
    public async Task Values_come_and_go_without_loss(string type, string literal, string field, string expected)
    {
        await using var database = await TestDatabase.CreateAsync(
            fixture,
            "CREATE TYPE mood AS ENUM ('sad', 'happy')",
            "CREATE DOMAIN code AS text CHECK (length(VALUE) < 9)",
            "CREATE DOMAIN zip AS code NOT NULL",
            "CREATE TYPE pair AS (a int, b text)",
            $"CREATE TABLE a (id int PRIMARY KEY, value {type})",
            $"CREATE TABLE b (id int PRIMARY KEY, value {type})",
            $"INSERT INTO a VALUES (1, {literal})");
        var request = new QueryRequest { Object = "a", Fields = ["id", "value"] };
        await foreach (var page in database.Client.QueryAsync(request, Token))
        {
            using (page)
            {
                Assert.Equal(Enum.Parse<FieldType>(field), page.Schema.Fields[1].Type);
                Assert.Equal(expected, page[0].GetValue(1).ToInvariantString());
                Assert.Equal([WriteStatus.Created], Statuses(await database.Client.WriteAsync(Request(page, table: "b"), Token)));
                Assert.Equal([WriteStatus.Unchanged], Statuses(await database.Client.WriteAsync(Request(page, table: "b"), Token)));
                Assert.Equal([WriteStatus.Unchanged], Statuses(await database.Client.WriteAsync(Request(page, WriteMode.Update, table: "b"), Token)));
            }
        }

        Assert.Equal("t", await database.SqlAsync("SELECT a.value::text = b.value::text FROM a, b"));
    }

    [Theory]
    [InlineData("date", "infinity", "9999-12-31")]
    [InlineData("date", "-infinity", "0001-01-01")]
    [InlineData("date", "0044-03-15 BC", "0001-01-01")]
    [InlineData("timestamp", "infinity", "9999-12-31T23:59:59.999999")]
    [InlineData("timestamptz", "-infinity", "0001-01-01T00:00:00+00:00")]
    [InlineData("timestamptz", "20000-01-01", "9999-12-31T23:59:59.999999+00:00")]
    [InlineData("time", "24:00:00", "23:59:59.9999999")]
    [InlineData("numeric", "NaN", null)]
    public async Task What_the_contract_does_not_have_is_refused_or_becomes_what_the_connection_says(string type, string value, string? limit)
    {
        await using var database = await TestDatabase.CreateAsync(fixture, $"CREATE TABLE a (id int PRIMARY KEY, value {type})", $"INSERT INTO a VALUES (1, '{value}')");
        var request = new QueryRequest { Object = "a", Fields = ["value"] };
        await using var nulls = await TestDatabase.ConnectAsync(database.Server, database.Name, settings: ("infinity", "null"));
        await using var limits = await TestDatabase.ConnectAsync(database.Server, database.Name, settings: ("infinity", "limit"));

        var refused = await Assert.ThrowsAsync<DriverException>(() => ReadAllAsync(database.Client.QueryAsync(request, Token)));

        Assert.Equal((DriverErrorCode.InvalidValue, "value"), (refused.Code, refused.Target));
        Assert.True((await ReadAllAsync(nulls.QueryAsync(request, Token)))[0][0].IsNull);
        if (limit is null)
            await Assert.ThrowsAsync<DriverException>(() => ReadAllAsync(limits.QueryAsync(request, Token)));
        else
            Assert.Equal(limit, (await ReadAllAsync(limits.QueryAsync(request, Token)))[0][0].ToInvariantString());
    }

    [Fact]
    public async Task Infinite_dates_can_be_written_as_text_and_arrays_of_arrays_are_refused()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE TABLE a (id int PRIMARY KEY, value date, grid int[])", "INSERT INTO a VALUES (1, NULL, '{{1,2},{3,4}}')");
        using var page = Of([("id", FieldType.Int64), ("value", FieldType.String)], [V(2), V("infinity")]);

        await database.Client.WriteAsync(Request(page, table: "a"), Token);

        Assert.Equal("infinity", await database.SqlAsync("SELECT value FROM a WHERE id = 2"));
        var exception = await Assert.ThrowsAsync<DriverException>(() => ReadAllAsync(database.Client.QueryAsync(new QueryRequest { Object = "a", Fields = ["grid"] }, Token)));
        Assert.Contains("dimensions", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Random_decimals_come_back_as_they_went()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE TABLE a (id int PRIMARY KEY, value numeric)");
        var random = new Random(7);
        var numbers = Enumerable.Range(0, 1000).Select(_ => new decimal(random.Next(), random.Next(0, 1 << random.Next(31)), random.Next(2) * random.Next(), random.Next(2) == 0, (byte)random.Next(29))).ToList();
        using var page = Of([("id", FieldType.Int64), ("value", FieldType.Decimal)], [.. numbers.Select((number, at) => new[] { V(at), RecordValue.From(number) })]);

        await database.Client.WriteAsync(Request(page, table: "a"), Token);

        var rows = await ReadAllAsync(database.Client.QueryAsync(new QueryRequest { Object = "a", Fields = ["value"] }, Token));
        Assert.Equal(numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)), rows.Select(row => row[0].AsString()));
    }

    [Fact]
    public async Task A_database_of_another_encoding_keeps_its_letters_and_refuses_those_it_has_not()
    {
        var server = await fixture.ServerAsync(TestContext.Current.CancellationToken);
        var name = await TestDatabase.CreateEmptyAsync(server, "TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
        await server.QueryAsync(name, "CREATE TABLE a (id text PRIMARY KEY, value text)", Token);
        await using var client = await TestDatabase.ConnectAsync(server, name);
        using var page = Of([("id", FieldType.String), ("value", FieldType.String)], [V("1"), V("äöü")], [V("2"), V("€")]);

        var response = await client.WriteAsync(Request(page, table: "a"), Token);

        Assert.Equal([WriteStatus.Created, WriteStatus.Failed], Statuses(response));
        Assert.Equal(["value"], response.Outcomes[1].Error!.Fields);
        Assert.Equal("äöü", Assert.Single(await ReadAllAsync(client.QueryAsync(new QueryRequest { Object = "a", Fields = ["value"] }, Token)))[0].AsString());
    }
}
