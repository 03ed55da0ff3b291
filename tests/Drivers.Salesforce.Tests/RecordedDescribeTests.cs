using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;
using IntegrationAgent.Testing;

namespace Drivers.Salesforce.Tests;

/// <summary>The driver's schema against describes that were recorded from real orgs: every field, every flag that the contract has, every relationship.</summary>
public sealed class RecordedDescribeTests
{
    private const int KeysOfAField = 57;

    /// <summary>What the platform calls a type, and what the contract calls it; a type that is not here has not been recorded.</summary>
    private static readonly Dictionary<string, FieldType> Types = new()
    {
        ["id"] = FieldType.String, ["string"] = FieldType.String, ["picklist"] = FieldType.String, ["multipicklist"] = FieldType.String, ["textarea"] = FieldType.String,
        ["phone"] = FieldType.String, ["email"] = FieldType.String, ["url"] = FieldType.String, ["combobox"] = FieldType.String, ["encryptedstring"] = FieldType.String,
        ["reference"] = FieldType.Reference, ["boolean"] = FieldType.Boolean, ["int"] = FieldType.Int64,
        ["double"] = FieldType.Decimal, ["currency"] = FieldType.Decimal, ["percent"] = FieldType.Decimal,
        ["date"] = FieldType.Date, ["datetime"] = FieldType.Timestamp, ["time"] = FieldType.Time, ["address"] = FieldType.Json, ["location"] = FieldType.Json,
    };

    private static readonly string[] Names = ["Account", "Case", "Contact", "Opportunity"];

    public static TheoryData<string> Recorded { get; } = [.. Names];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_recording_is_compared() =>
        Assert.Equal(Names, Directory.EnumerateFiles(Folder, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Schema_has_every_field_with_its_type_and_flags(string name)
    {
        var describe = Read(name);
        await using var server = Serve();
        await using var client = await ConnectAsync(server);

        var schema = await client.GetFieldsAsync(new GetFieldsRequest { Object = name }, Token);

        var told = describe.GetProperty("fields").EnumerateArray().Where(field => !field.GetProperty("deprecatedAndHidden").GetBoolean()).ToList();
        Assert.Equal(describe.GetProperty("name").GetString(), schema.Name);
        Assert.Equal(describe.GetProperty("label").GetString(), schema.Label);
        Assert.Equal(["Id"], schema.KeyFields);
        Assert.Equal("SystemModstamp", schema.ChangeField);
        Assert.NotEmpty(told);
        Assert.Equal(told.Select(field => Text(field, "name")), schema.Fields.Select(field => field.Name));
        for (var i = 0; i < told.Count; i++)
        {
            Assert.Equal(KeysOfAField, told[i].EnumerateObject().Count());
            var (expected, actual) = (Expected(told[i]), Actual(schema.Fields[i]));
            Assert.Equal(expected, actual);
            Assert.Equal(Picklist(told[i]), schema.Fields[i].PicklistValues.Select(value => (value.Value, value.Label, value.Active)));
            Assert.Equal(told[i].GetProperty("referenceTo").EnumerateArray().Select(target => target.GetString()), schema.Fields[i].ReferenceTo);
        }
    }

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Relationships_are_those_of_the_describe_with_their_query_names(string name)
    {
        var describe = Read(name);
        await using var server = Serve();
        await using var client = await ConnectAsync(server);

        var relationships = await client.GetRelationshipsAsync(new GetRelationshipsRequest { Object = name }, Token);

        var parents = from field in describe.GetProperty("fields").EnumerateArray()
                      from target in field.GetProperty("referenceTo").EnumerateArray()
                      select (Text(field, "relationshipName"), Text(field, "name"), target.GetString(), field.GetProperty("cascadeDelete").GetBoolean());
        var children = from child in describe.GetProperty("childRelationships").EnumerateArray()
                       where !child.GetProperty("deprecatedAndHidden").GetBoolean()
                       select (Text(child, "relationshipName"), Text(child, "field"), Text(child, "childSObject"), child.GetProperty("cascadeDelete").GetBoolean());
        Assert.NotEmpty(relationships);
        Assert.Equal(parents, relationships.Where(one => one.Kind == RelationshipKind.Parent).Select(one => (one.Name, (string?)one.Field, (string?)one.ToObject, one.CascadeDelete)));
        Assert.Equal(children, relationships.Where(one => one.Kind == RelationshipKind.Children).Select(one => (one.Name, (string?)one.Field, (string?)one.ToObject, one.CascadeDelete)));
    }

    /// <summary>One line for each attribute, so that a difference is read at once.</summary>
    private static string Expected(JsonElement raw)
    {
        var type = Types[Text(raw, "type")!];
        var (precision, scale) = type switch
        {
            FieldType.Decimal => (Number("precision"), Number("scale")),
            FieldType.Int64 => (Number("digits"), null),
            _ => ((int?)null, (int?)null),
        };
        return string.Join(
            '\n',
            $"type {type} {Text(raw, "type")}",
            $"label {Text(raw, "label")}",
            $"help {Text(raw, "inlineHelpText")}",
            $"nullable {Is("nillable")} creatable {Is("createable")} updatable {Is("updateable")} filterable {Is("filterable")} sortable {Is("sortable")}",
            $"required {!Is("nillable") && Is("createable") && !Is("defaultedOnCreate")}",
            $"unique {Is("unique") || Text(raw, "type") == "id"} custom {Is("custom")} calculated {Is("calculated") || Is("autoNumber")} encrypted {Is("encrypted")}",
            $"restricted {Is("restrictedPicklist")} relationship {Text(raw, "relationshipName")} compound {(Text(raw, "compoundFieldName") == Text(raw, "name") ? null : Text(raw, "compoundFieldName"))}",
            $"length {(type is FieldType.String or FieldType.Reference ? Number("length") : null)} precision {precision} scale {(precision is null ? null : scale)}",
            $"formula {Text(raw, "calculatedFormula")}");

        bool Is(string property) => raw.GetProperty(property).GetBoolean();

        int? Number(string property) => raw.GetProperty(property).GetInt32() is var number && (number > 0 || property == "scale") ? number : null;
    }

    private static string Actual(FieldSchema field) => string.Join(
        '\n',
        $"type {field.Type} {field.NativeType}",
        $"label {field.Label}",
        $"help {field.Description}",
        $"nullable {field.Nullable} creatable {field.Creatable} updatable {field.Updatable} filterable {field.Filterable} sortable {field.Sortable}",
        $"required {field.RequiredForCreate}",
        $"unique {field.Unique} custom {field.Custom} calculated {field.Calculated} encrypted {field.Encrypted}",
        $"restricted {field.RestrictedPicklist} relationship {field.RelationshipName} compound {field.CompoundField}",
        $"length {field.MaxLength} precision {field.Precision} scale {field.Scale}",
        $"formula {field.Formula}");

    private static IEnumerable<(string, string, bool)> Picklist(JsonElement raw) =>
        raw.GetProperty("picklistValues").EnumerateArray().Select(value => (Text(value, "value")!, Text(value, "label")!, value.GetProperty("active").GetBoolean()));

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static string Folder => Path.Combine(RepositoryRoot.Path, "tests", "Drivers.Salesforce.Tests", "Recordings");

    private static JsonElement Read(string name) => JsonElement.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));

    /// <summary>A server that answers a describe with the recorded bytes.</summary>
    private static StubServer Serve() => new(call =>
    {
        var parts = call.Path.Split('/');
        return call.Path.EndsWith("/describe", StringComparison.Ordinal) && Names.Contains(parts[^2])
            ? call.Json(File.ReadAllText(Path.Combine(Folder, parts[^2] + ".json")))
            : call.Path.EndsWith("/sobjects", StringComparison.Ordinal)
                ? call.Json($$"""{"encoding":"UTF-8","maxBatchSize":200,"sobjects":[{{string.Join(',', Names.Select(name => $$"""{"name":"{{name}}","label":"{{name}}","queryable":true}"""))}}]}""")
                : call.Json("""{"user_id":"005","organization_id":"00D","preferred_username":"recorded"}""");
    });

    private static async Task<IDriverClient> ConnectAsync(StubServer server) => await new SalesforceDriver().ConnectAsync(
        new ConnectionSettings([new("auth", "access_token"), new("instance_url", server.Url)]),
        new DriverContext { Credentials = new FakeCredentials(("SF_ACCESS_TOKEN", "t")), Tokens = new FakeTokenStore() },
        Token);
}
