using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Asks Salesforce which columns a SOQL query has, so that its records have types before the first one comes.</summary>
internal sealed partial class NativePlanner(DriverHttp http, DescribeCache cache, string version)
{
    internal async ValueTask<QueryPlan> PlanAsync(NativeQueryRequest request, CancellationToken cancellationToken)
    {
        var soql = NativeText.Bind(request);
        if (CountOnly().IsMatch(soql))
            return Plan(soql, request, [(["count"], FieldType.Int64)], countOnly: true);
        var columns = new List<(IReadOnlyList<string> Path, FieldType Type)>();
        var answer = await ColumnsAsync(soql, cancellationToken).ConfigureAwait(false);
        var root = answer.ColumnMetadata.Exists(column => column.JoinColumns.Count > 0) && answer.EntityName is { } entity
            ? await cache.GetAsync(entity, refresh: false, cancellationToken).ConfigureAwait(false)
            : null;
        foreach (var column in answer.ColumnMetadata)
            Add(columns, [], column, root);
        return columns.Count == 0
            ? throw new DriverException(DriverErrorCode.InvalidQuery, "The query has no columns that this driver can read.")
            : Plan(soql, request, columns, countOnly: false);
    }

    private static QueryPlan Plan(string soql, NativeQueryRequest request, List<(IReadOnlyList<string> Path, FieldType Type)> columns, bool countOnly)
    {
        var schema = new RecordSchema(columns.Select(column => new RecordField { Name = string.Join('.', column.Path), Type = column.Type }));
        return new QueryPlan
        {
            Queries = [soql],
            Schema = schema,
            Map = new JsonRecordMap(schema, [.. columns.Select(column => column.Path)]),
            Limit = request.Limit,
            CutsHere = request.Limit is not null,
            CountOnly = countOnly,
            ChildColumns = [.. Enumerable.Range(0, columns.Count).Where(column => columns[column].Type == FieldType.Json)],
        };
    }

    /// <summary>Parents are spread into paths. Children stay one JSON value; below a parent there are none.</summary>
    private static void Add(List<(IReadOnlyList<string> Path, FieldType Type)> columns, IReadOnlyList<string> parents, ColumnMetadata column, DescribedObject? root)
    {
        IReadOnlyList<string> path = [.. parents, column.ColumnName];
        if (column.JoinColumns.Count > 0 && (parents.Count > 0 || root?.Parent(column.ColumnName) is not null))
        {
            foreach (var joined in column.JoinColumns)
                Add(columns, path, joined, null);
            return;
        }

        columns.Add((path, column.JoinColumns.Count > 0 ? FieldType.Json : TypeOf(column.ApexType)));
    }

    private static FieldType TypeOf(string? apexType) => apexType?.ToUpperInvariant() switch
    {
        "BOOLEAN" => FieldType.Boolean,
        "INTEGER" or "INT" or "LONG" => FieldType.Int64,
        "DOUBLE" or "DECIMAL" or "CURRENCY" or "PERCENT" => FieldType.Decimal,
        "DATE" => FieldType.Date,
        "DATETIME" => FieldType.Timestamp,
        "TIME" => FieldType.Time,
        "ID" or "REFERENCE" or "STRING" or "PICKLIST" or "TEXTAREA" or "EMAIL" or "PHONE" or "URL" or "COMBOBOX" or "MULTIPICKLIST" or "ENCRYPTEDSTRING" or "ANYTYPE" or "BASE64" or null => FieldType.String,
        _ => FieldType.Json,
    };

    private async ValueTask<ColumnMetadataResponse> ColumnsAsync(string soql, CancellationToken cancellationToken) =>
        await http.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, $"/services/data/{version}/query?q={Uri.EscapeDataString(soql)}&columns=true"),
            static async (_, body, token) => (await JsonSerializer.DeserializeAsync(body, SalesforceJson.Default.ColumnMetadataResponse, token).ConfigureAwait(false)) ?? new ColumnMetadataResponse(),
            cancellationToken).ConfigureAwait(false);

    [GeneratedRegex(@"^\s*select\s+count\s*\(\s*\)\s+from\b", RegexOptions.IgnoreCase)]
    private static partial Regex CountOnly();
}
