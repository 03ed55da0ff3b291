using System.Text.RegularExpressions;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Asks Salesforce which columns a SOQL query has, so that its records have types before the first one comes.</summary>
internal sealed partial class NativePlanner(QueryTransport transport, DescribeCache cache)
{
    internal async ValueTask<QueryPlan> PlanAsync(NativeQueryRequest request, CancellationToken cancellationToken)
    {
        var soql = NativeText.Bind(request);
        if (CountOnly().IsMatch(soql))
            return Plan(soql, request, [(["count"], FieldType.Int64)], countOnly: true);
        var columns = new List<(IReadOnlyList<string> Path, FieldType Type)>();
        var answer = await transport.ColumnsAsync(soql, cancellationToken).ConfigureAwait(false);
        var kinds = TypeOfColumns(soql);
        var root = (kinds.Count > 0 || answer.ColumnMetadata.Exists(column => column.JoinColumns.Count > 0)) && answer.EntityName is { } entity
            ? await cache.GetAsync(entity, refresh: false, cancellationToken).ConfigureAwait(false)
            : null;
        foreach (var column in answer.ColumnMetadata.Where(column => !kinds.Contains(column.ColumnName)))
            Add(columns, [], column, root);

        // What TYPEOF gives depends on each record's kind of parent: it stays one value, with the parent's type in its attributes.
        columns.AddRange(kinds.Select(kind => ((IReadOnlyList<string>)[root?.Parent(kind)?.RelationshipName ?? kind], FieldType.Json)));
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

    /// <summary>The parents of TYPEOF clauses in the selection, outside of texts and of subqueries.</summary>
    private static HashSet<string> TypeOfColumns(string soql)
    {
        var kinds = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var match in TypeOfClause().EnumerateMatches(soql))
        {
            var before = soql.AsSpan(0, match.Index);
            if (before.Count('(') == before.Count(')') && before.Count('\'') % 2 == 0)
                kinds.Add(soql.AsSpan(match.Index + "TYPEOF".Length, match.Length - "TYPEOF".Length).Trim().ToString());
        }

        return kinds;
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

    [GeneratedRegex(@"\btypeof\s+[A-Za-z][A-Za-z0-9_]*", RegexOptions.IgnoreCase)]
    private static partial Regex TypeOfClause();

    [GeneratedRegex(@"^\s*select\s+count\s*\(\s*\)\s+from\b", RegexOptions.IgnoreCase)]
    private static partial Regex CountOnly();
}
