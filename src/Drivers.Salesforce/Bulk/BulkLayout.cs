using System.Text;
using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// How rows of CSV become the same records as REST gives: an empty cell is null, and a compound field, which the Bulk API cannot select, is put together
/// from its parts.
/// </summary>
internal sealed class BulkLayout
{
    private readonly List<string> columns = [];
    private readonly Source[] sources;
    private readonly RecordSchema schema;

    internal BulkLayout(QueryPlan plan)
    {
        schema = plan.Map.Schema;
        sources = [.. plan.Columns.Select(SourceOf)];
        Query = $"SELECT {string.Join(',', columns)} FROM {plan.Object}{plan.Tails[0]}";
    }

    internal string Query { get; }

    /// <summary>Reads the header, which every page of a result repeats: where each column is.</summary>
    internal int[] ReadHeader(CsvReader csv)
    {
        var names = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < csv.FieldCount; i++)
            names.TryAdd(Encoding.UTF8.GetString(csv.GetField(i)).TrimStart('\uFEFF').Trim('"'), i);
        var order = new int[columns.Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = names.TryGetValue(columns[i], out var at)
                ? at
                : throw new DriverException(DriverErrorCode.IncompleteResult, $"The bulk result has no column '{columns[i]}'. Set the connection's transport to rest.") { Target = columns[i] };
        }

        return order;
    }

    /// <summary>Writes the current row as a record.</summary>
    internal void Write(CsvReader csv, int[] order, RecordPageWriter writer)
    {
        writer.BeginRecord();
        for (var field = 0; field < sources.Length; field++)
        {
            var source = sources[field];
            if (source.Parts is not null)
            {
                WriteCompound(csv, order, writer, source.Parts);
                continue;
            }

            var text = csv.GetField(order[source.Column]);
            if (text.IsEmpty)
            {
                writer.WriteNull();
            }
            else if (!CsvValue.TryWrite(writer, schema.Fields[field].Type, text))
            {
                throw new DriverException(DriverErrorCode.SchemaChanged, $"The field '{schema.Fields[field].Name}' has a value that is not {schema.Fields[field].Type}. Discover the object again.")
                {
                    Target = schema.Fields[field].Name,
                    Scope = ErrorScope.Object,
                };
            }
        }

        writer.EndRecord();
    }

    private static void WriteCompound(CsvReader csv, int[] order, RecordPageWriter writer, IReadOnlyList<Part> parts)
    {
        if (parts.All(part => csv.GetField(order[part.Column]).IsEmpty))
        {
            writer.WriteNull();
            return;
        }

        using var buffer = new MemoryStream(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var part in parts)
            {
                var text = csv.GetField(order[part.Column]);
                json.WritePropertyName(part.Key);
                if (text.IsEmpty)
                    json.WriteNullValue();
                else if (part.IsNumber)
                    json.WriteRawValue(text);
                else
                    json.WriteStringValue(text);
            }

            json.WriteEndObject();
        }

        writer.WriteUtf8(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    /// <summary>True when the Bulk API gives every column of the plan: it has no content of files, and a compound field only by its parts.</summary>
    internal static bool CanRead(QueryPlan plan) => plan.Columns.Count > 0
        && plan.Columns.All(field => field.Field.Type != "base64" && (field.Type != FieldType.Json || PartsOf(field).Any()));

    /// <summary>What the names of the parts begin with: <c>Billing</c> of <c>BillingAddress</c>; of a custom field, whose parts are <c>Site__Latitude__s</c>, <c>Site__</c>.</summary>
    private static string PrefixOf(ResolvedField field)
    {
        var name = field.Field.Name;
        if (name.EndsWith("__c", StringComparison.Ordinal))
            return name[..^1];
        return name.EndsWith("Address", StringComparison.Ordinal) ? name[..^"Address".Length] : "";
    }

    private static IEnumerable<SObjectField> PartsOf(ResolvedField field)
    {
        var prefix = PrefixOf(field);
        return field.Owner.Describe.Fields.Where(part => string.Equals(part.CompoundFieldName, field.Field.Name, StringComparison.Ordinal) && part.Name.StartsWith(prefix, StringComparison.Ordinal));
    }

    private Source SourceOf(ResolvedField field)
    {
        if (field.Type != FieldType.Json)
            return new Source(Column(field.Soql), null);
        var prefix = PrefixOf(field);
        var path = field.Soql[..^field.Field.Name.Length];
        var parts = PartsOf(field)
            .Select(part => new Part(KeyOf(part.Name[prefix.Length..]), Column(path + part.Name), SchemaMapper.TypeOf(part) is FieldType.Decimal or FieldType.Int64))
            .OrderBy(part => part.Key, StringComparer.Ordinal)
            .ToList();
        return parts.Count > 0
            ? new Source(-1, parts)
            : throw new DriverException(DriverErrorCode.Unsupported, $"The Bulk API cannot read the compound field '{field.Requested}'. Set the connection's transport to rest.") { Target = field.Requested };
    }

    private static string KeyOf(string part) => char.ToLowerInvariant(part[0]) + (part.EndsWith("__s", StringComparison.Ordinal) ? part[1..^3] : part[1..]);

    private int Column(string soql)
    {
        var at = columns.FindIndex(column => string.Equals(column, soql, StringComparison.Ordinal));
        if (at >= 0)
            return at;
        columns.Add(soql);
        return columns.Count - 1;
    }

    private sealed record Source(int Column, IReadOnlyList<Part>? Parts);

    private sealed record Part(string Key, int Column, bool IsNumber);
}
