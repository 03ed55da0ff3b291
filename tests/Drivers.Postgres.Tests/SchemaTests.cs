using IntegrationAgent.Driver;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Drivers.Postgres.Tests;

public sealed class SchemaTests(PostgresFixture fixture)
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
        new() { Name = "bytes", Type = FieldType.Binary },
        new() { Name = "json", Type = FieldType.Json },
        new() { Name = "list", Type = FieldType.List, ElementType = FieldType.Int64 },
        new() { Name = "text", Type = FieldType.String },
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static EnsureObjectRequest Ensure(bool dryRun = false, string name = "every \"type\"") => new() { Object = name, Fields = EveryType, KeyFields = ["id"], DryRun = dryRun };

    [Fact]
    public async Task Tables_views_keys_references_enums_domains_and_comments_are_found()
    {
        await using var database = await TestDatabase.CreateAsync(
            fixture,
            "CREATE SCHEMA sales",
            "CREATE TYPE sales.mood AS ENUM ('sad', 'happy')",
            "CREATE DOMAIN sales.mail AS varchar(80) CHECK (VALUE LIKE '%@%') NOT NULL",
            "CREATE TABLE accounts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL UNIQUE)",
            "CREATE TABLE sales.\"Leads\" (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), account_id bigint REFERENCES accounts ON DELETE CASCADE, mood sales.mood, mail sales.mail, pay numeric(12,2), size int GENERATED ALWAYS AS (1) STORED, updated_at timestamptz, tags text[])",
            "COMMENT ON COLUMN sales.\"Leads\".mood IS 'How they feel'",
            "CREATE VIEW happy AS SELECT * FROM sales.\"Leads\" WHERE mood = 'happy'",
            "CREATE TABLE parts (id int, at date) PARTITION BY RANGE (at)",
            "CREATE TABLE parts_2026 PARTITION OF parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')");

        var objects = await database.Client.ListObjectsAsync(new ListObjectsRequest(), Token);
        var leads = await database.Client.GetFieldsAsync(new GetFieldsRequest { Object = "sales.leads" }, Token);
        var fields = leads.Fields.ToDictionary(field => field.Name);

        Assert.Equal(["accounts", "happy", "parts", "sales.Leads"], objects.Select(entry => entry.Name));
        Assert.Equal([true, false, true, true], objects.Select(entry => entry.Writable));
        Assert.Equal(("sales.Leads", "updated_at", "id"), (leads.Name, leads.ChangeField, leads.KeyFields[0]));
        Assert.Equal(["sad", "happy"], fields["mood"].PicklistValues.Select(value => value.Value));
        Assert.Equal((true, "How they feel", "sales.mood"), (fields["mood"].RestrictedPicklist, fields["mood"].Description, fields["mood"].NativeType));
        Assert.Equal((FieldType.String, 80, false, true), (fields["mail"].Type, fields["mail"].MaxLength, fields["mail"].Nullable, fields["mail"].RequiredForCreate));
        Assert.Equal((12, 2), (fields["pay"].Precision, fields["pay"].Scale));
        Assert.Equal((true, false), (fields["size"].Calculated, fields["size"].Creatable));
        Assert.Equal((FieldType.List, FieldType.String), (fields["tags"].Type, fields["tags"].ElementType));
        Assert.Equal(("account", "accounts"), (fields["account_id"].RelationshipName, fields["account_id"].ReferenceTo[0]));
        Assert.True(fields["id"] is { UpsertKey: true, Unique: true, RequiredForCreate: false });
        Assert.False((await database.Client.GetFieldsAsync(new GetFieldsRequest { Object = "accounts" }, Token)).Fields[0].RequiredForCreate);
        var children = await database.Client.GetRelationshipsAsync(new GetRelationshipsRequest { Object = "accounts" }, Token);
        Assert.Equal(("sales.Leads", "account_id", RelationshipKind.Children, true), Assert.Single(children.Select(one => (one.ToObject, one.Field, one.Kind, one.CascadeDelete))));
    }

    [Fact]
    public async Task A_change_of_the_schema_changes_its_tag_and_nothing_else_does()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE TYPE mood AS ENUM ('sad')", "CREATE TABLE a (id int PRIMARY KEY, mood mood)");
        var tags = new HashSet<string?>();
        foreach (var sql in (string[])["SELECT 1", "INSERT INTO a VALUES (1)", "ALTER TYPE mood ADD VALUE 'happy'", "ALTER TABLE a ALTER mood SET NOT NULL", "ALTER TABLE a ADD b varchar(3)", "ALTER TABLE a ALTER b TYPE varchar(4)", "CREATE UNIQUE INDEX by_b ON a(b)", "ALTER TABLE a DROP b"])
        {
            if (sql.Contains("SET NOT NULL", StringComparison.Ordinal))
                await database.SqlAsync("DELETE FROM a");
            await database.SqlAsync(sql);
            tags.Add((await database.Client.GetFieldsAsync(new GetFieldsRequest { Object = "a" }, Token)).ETag);
        }

        // The first two are one, and the last is as it was before the column came.
        Assert.Equal(6, tags.Count);
    }

    [Fact]
    public async Task A_created_table_reads_back_as_the_same_types()
    {
        await using var database = await TestDatabase.CreateAsync(fixture);

        var dry = await database.Client.EnsureObjectAsync(Ensure(dryRun: true), Token);
        Assert.Equal("0", await database.SqlAsync("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"));
        var made = await database.Client.EnsureObjectAsync(Ensure(), Token);
        var again = await database.Client.EnsureObjectAsync(Ensure(), Token);
        var schema = await database.Client.GetFieldsAsync(new GetFieldsRequest { Object = "every \"type\"" }, Token);

        Assert.Equal((true, true, false), (dry.Created, made.Created, again.Created));
        Assert.Equal(dry.Schema.ETag, made.Schema.ETag);
        Assert.Equal(dry.Statement, made.Statement);
        Assert.Equal(EveryType.Select(field => (field.Name, field.Type)), schema.Fields.Select(field => (field.Name, field.Type)));
        Assert.Equal(["id"], schema.KeyFields);
        Assert.Equal((18, 38, 10), (schema.Fields[0].MaxLength, schema.Fields[4].Precision, schema.Fields[4].Scale));
    }

    [Theory]
    [InlineData("CREATE TABLE t (id varchar(18) PRIMARY KEY, name int)", "name is integer")]
    [InlineData("CREATE TABLE t (id varchar(18) PRIMARY KEY)", "name is missing")]
    [InlineData("CREATE TABLE t (id varchar(18), name text)", "no unique key")]
    [InlineData("CREATE TABLE t (id varchar(18) PRIMARY KEY, name text, must int NOT NULL)", "must must have a value")]
    [InlineData("CREATE VIEW t AS SELECT ''::text AS id, ''::text AS name", "no table")]
    public async Task An_existing_table_that_differs_is_a_conflict(string create, string difference)
    {
        await using var database = await TestDatabase.CreateAsync(fixture, create);
        var request = new EnsureObjectRequest { Object = "t", KeyFields = ["id"], Fields = [new() { Name = "id", Type = FieldType.String, Nullable = false }, new() { Name = "name", Type = FieldType.String }] };

        var exception = await Assert.ThrowsAsync<DriverException>(() => database.Client.EnsureObjectAsync(request, Token));

        Assert.Equal(DriverErrorCode.Conflict, exception.Code);
        Assert.Contains(difference, exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "id")]
    [InlineData("a_name_that_is_longer_than_the_sixty_three_bytes_that_postgresql_keeps", "id")]
    [InlineData("t", "a_name_that_is_longer_than_the_sixty_three_bytes_that_postgresql_keeps")]
    public async Task Names_that_postgresql_would_cut_are_refused(string table, string field)
    {
        await using var database = await TestDatabase.CreateAsync(fixture);
        var request = new EnsureObjectRequest { Object = table, KeyFields = [field], Fields = [new() { Name = field, Type = FieldType.Int64 }] };

        Assert.Equal(DriverErrorCode.InvalidValue, (await Assert.ThrowsAsync<DriverException>(() => database.Client.EnsureObjectAsync(request, Token))).Code);
    }
}
