using System.Globalization;
using System.Text;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Turns a neutral query into SOQL.</summary>
internal sealed class QueryPlanner(DescribeCache cache, FieldResolver resolver)
{
    /// <summary>SOQL may have 100,000 characters; some room is left for what is around the list.</summary>
    private const int LongestList = 80_000;

    internal async ValueTask<QueryPlan> PlanAsync(QueryRequest request, CancellationToken cancellationToken)
    {
        var described = await cache.GetAsync(request.Object, refresh: false, cancellationToken).ConfigureAwait(false);
        if (request.Fields.Count == 0)
            throw new DriverException(DriverErrorCode.InvalidQuery, "The query reads no field. Name at least one.") { Target = described.Name };
        var selected = await SelectAsync(described, request, cancellationToken).ConfigureAwait(false);
        var filters = await FilterFieldsAsync(described, request.Filter, cancellationToken).ConfigureAwait(false);
        var writer = new SoqlFilter(filters);
        var (pushed, residual) = Split(request.Filter, writer);
        var columns = new List<ResolvedField>(selected);
        if (residual is not null)
            AddMissing(columns, FilterEvaluator.FieldsOf(residual).Select(name => filters[name]));

        var order = await OrderAsync(described, request, cancellationToken).ConfigureAwait(false);
        var chunks = ChunkLongList(pushed);
        if (chunks.Count > 1 && order.Length > 0)
            throw new DriverException(DriverErrorCode.InvalidQuery, "A list of values in the filter is too long to be ordered by Salesforce. Leave the order out, or use fewer values.") { Target = described.Name };
        var limitsHere = residual is not null || chunks.Count > 1;
        var head = $"SELECT {string.Join(",", columns.Select(column => column.Soql))} FROM {described.Name}";
        var tail = order + (request.Limit is { } limit && !limitsHere ? string.Create(CultureInfo.InvariantCulture, $" LIMIT {limit}") : "");

        var wide = new RecordSchema(columns.Select(ToColumn));
        IReadOnlyList<string> tails = [.. chunks.Select(chunk => Where(chunk, writer) + tail)];
        return new QueryPlan
        {
            Queries = [.. tails.Select(each => head + each)],
            Tails = tails,
            Head = head,
            CanCut = tail.Length == 0,
            Columns = columns,
            Schema = columns.Count == selected.Count ? wide : new RecordSchema(selected.Select(ToColumn)),
            Map = new JsonRecordMap(wide, [.. columns.Select(column => column.Path)]),
            Residual = residual is null ? null : new FilterEvaluator(wide, residual, ignoreCase: true),
            Limit = request.Limit,
            CutsHere = limitsHere,
            IncludeDeleted = request.IncludeDeleted,
            PageSize = request.PageSize,
            MaxCalls = request.MaxCalls,
            Object = described.Name,
        };
    }

    private static RecordField ToColumn(ResolvedField field) => new() { Name = field.Requested, Type = field.Type };

    private static string Where(Filter? filter, SoqlFilter writer)
    {
        if (filter is null)
            return "";
        var condition = writer.Write(filter);
        return condition.Length == 0 ? "" : $" WHERE {condition}";
    }

    private async ValueTask<List<ResolvedField>> SelectAsync(DescribedObject described, QueryRequest request, CancellationToken cancellationToken)
    {
        var selected = new List<ResolvedField>(request.Fields.Count);
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in request.Fields)
        {
            var field = await resolver.ResolveAsync(described, name, cancellationToken).ConfigureAwait(false);
            if (!seen.Add(field.Soql))
                throw new DriverException(DriverErrorCode.InvalidQuery, $"The query reads the field '{field.Soql}' twice. Name it once.") { Target = name };
            selected.Add(field);
        }

        return selected;
    }

    private async ValueTask<Dictionary<string, ResolvedField>> FilterFieldsAsync(DescribedObject described, Filter? filter, CancellationToken cancellationToken)
    {
        var fields = new Dictionary<string, ResolvedField>(StringComparer.Ordinal);
        if (filter is null)
            return fields;
        foreach (var name in FilterEvaluator.FieldsOf(filter))
            fields[name] = await resolver.ResolveAsync(described, name, cancellationToken).ConfigureAwait(false);
        return fields;
    }

    private async ValueTask<string> OrderAsync(DescribedObject described, QueryRequest request, CancellationToken cancellationToken)
    {
        var order = new StringBuilder();
        foreach (var sort in request.OrderBy)
        {
            var field = await resolver.ResolveAsync(described, sort.Field, cancellationToken).ConfigureAwait(false);
            if (!field.Field.Sortable)
                throw new DriverException(DriverErrorCode.InvalidQuery, $"Salesforce cannot order by '{sort.Field}'. Choose a sortable field.") { Target = sort.Field };
            order.Append(order.Length == 0 ? " ORDER BY " : ",").Append(field.Soql).Append(sort.Descending ? " DESC" : " ASC");
        }

        return order.ToString();
    }

    /// <summary>The parts of a top-level AND that Salesforce can evaluate, and the rest.</summary>
    private static (Filter? Pushed, Filter? Residual) Split(Filter? filter, SoqlFilter writer)
    {
        if (filter is null || writer.CanPush(filter))
            return (filter, null);
        if (filter is not AndFilter all)
            return (null, filter);
        var pushed = all.Filters.Where(writer.CanPush).ToList();
        return (pushed.Count == 0 ? null : Filter.And(pushed), Filter.And([.. all.Filters.Where(part => !writer.CanPush(part))]));
    }

    /// <summary>A filter column has the name under which the filter knows it, even where the selection has it under another.</summary>
    private static void AddMissing(List<ResolvedField> columns, IEnumerable<ResolvedField> needed)
    {
        foreach (var field in needed)
        {
            var same = columns.FindIndex(column => string.Equals(column.Soql, field.Soql, StringComparison.Ordinal));
            if (same < 0)
                columns.Add(field);
            else if (!string.Equals(columns[same].Requested, field.Requested, StringComparison.Ordinal))
                throw new DriverException(DriverErrorCode.InvalidQuery, $"The query names one field '{columns[same].Requested}' and '{field.Requested}'. Write it the same way.") { Target = field.Requested };
        }
    }

    /// <summary>One top-level list of values that is too long for a query becomes several, whose results do not overlap.</summary>
    private static List<Filter?> ChunkLongList(Filter? filter)
    {
        var parts = filter is AndFilter all ? all.Filters : filter is null ? [] : [filter];
        var at = -1;
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i] is InFilter candidate && Length(candidate) > LongestList && (at < 0 || Length(candidate) > Length((InFilter)parts[at])))
                at = i;
        }

        if (at < 0)
            return [filter];
        var list = (InFilter)parts[at];
        var chunks = new List<Filter?>();
        var values = new List<RecordValue>();
        var length = 0;
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var value in list.Values)
        {
            var text = value.ToInvariantString();
            if (!seen.Add(text))
                continue;
            if (length > 0 && length + text.Length + 3 > LongestList)
            {
                chunks.Add(Chunk());
                values = [];
                length = 0;
            }

            values.Add(value);
            length += (text.Length * 2) + 3;
        }

        chunks.Add(Chunk());
        return chunks;

        Filter Chunk() => Filter.And([.. parts.Where((_, index) => index != at), Filter.In(list.Field, values)]);
    }

    private static int Length(InFilter list)
    {
        var length = 0;
        foreach (var value in list.Values)
            length += value.ToInvariantString().Length + 3;
        return length;
    }
}
