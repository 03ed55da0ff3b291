using System.Globalization;
using System.Text;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace Acme_Drivers.Zephyr;

/// <summary>What the server is asked, and what is left to the driver.</summary>
internal sealed class QueryPlan
{
    private const int LongestAddress = 4000;
    private const int MostRecords = 1000;
    private readonly string path;
    private readonly string query;
    private readonly int[]? columns;

    private QueryPlan(string path, string query, RecordSchema schema, RecordSchema wire, FilterEvaluator? local, int pageSize)
    {
        this.path = path;
        this.query = query;
        Schema = schema;
        Wire = wire;
        Local = local;
        PageSize = pageSize;
        Map = new JsonRecordMap(wire, [.. wire.Fields.Select(field => (IReadOnlyList<string>)field.Name.Split('.'))]);
        columns = local is null ? null : [.. schema.Fields.Select(field => wire.IndexOf(field.Name))];
    }

    /// <summary>The columns that were asked for.</summary>
    internal RecordSchema Schema { get; }

    /// <summary>The columns that are read: those, and the fields of a filter that the server does not know.</summary>
    internal RecordSchema Wire { get; }

    internal JsonRecordMap Map { get; }

    /// <summary>The part of the filter that the server does not know; null where it does it all.</summary>
    internal FilterEvaluator? Local { get; }

    internal int PageSize { get; }

    internal static async Task<QueryPlan> CreateAsync(SchemaCache schemas, QueryRequest request, CancellationToken cancellationToken)
    {
        var described = await schemas.GetAsync(request.Object, refresh: false, cancellationToken).ConfigureAwait(false);
        var types = new Dictionary<string, ApiField>(StringComparer.Ordinal);
        var named = request.Filter is null ? [] : FilterEvaluator.FieldsOf(request.Filter);
        foreach (var name in request.Fields.Concat(named).Concat(request.OrderBy.Select(sort => sort.Field)))
        {
            if (!types.ContainsKey(name))
                types[name] = await schemas.ResolveAsync(described, name, cancellationToken).ConfigureAwait(false);
        }

        var (pushed, left) = FilterTranslation.Split(request.Filter, types);
        var schema = Columns(request.Fields, types);
        var wire = left is null ? schema : Columns([.. request.Fields.Concat(FilterEvaluator.FieldsOf(left)).Distinct(StringComparer.Ordinal)], types);
        var query = new StringBuilder();
        Add(query, "fields", string.Join(',', wire.Fields.Select(field => field.Name)));
        foreach (var condition in pushed)
            Add(query, "filter", condition);
        if (request.OrderBy.Count > 0)
            Add(query, "sort", string.Join(',', request.OrderBy.Select(sort => Sort(sort, types[sort.Field]))));
        return new QueryPlan(
            $"/api/v1/objects/{Uri.EscapeDataString(described.Name)}/records",
            query.ToString(),
            schema,
            wire,
            left is null ? null : new FilterEvaluator(wire, left),
            Math.Min(request.PageSize ?? 200, MostRecords));
    }

    /// <summary>A query that is too long for an address goes as a form.</summary>
    internal HttpRequestMessage Request(string? cursor, long most)
    {
        var all = new StringBuilder(query);
        Add(all, "limit", most.ToString(CultureInfo.InvariantCulture));
        if (cursor is not null)
            Add(all, "cursor", cursor);
        return all.Length <= LongestAddress
            ? new HttpRequestMessage(HttpMethod.Get, $"{path}?{all}")
            : new HttpRequestMessage(HttpMethod.Post, $"{path}/query")
            {
                Content = new StringContent(all.ToString(), Encoding.UTF8, "application/x-www-form-urlencoded"),
            }.With(CallOptions.Idempotency, CallIdempotency.ReadOnly);
    }

    /// <summary>Copies what fulfils the rest of the filter, at most so many records, in the columns that were asked for.</summary>
    internal void Select(RecordPage fetched, RecordPageWriter target, long most)
    {
        foreach (var record in fetched)
        {
            if (target.Count == most)
                return;
            if (!Local!.Matches(record))
                continue;
            target.BeginRecord();
            foreach (var column in columns!)
                target.CopyField(record, column);
            target.EndRecord();
        }
    }

    private static RecordSchema Columns(IReadOnlyList<string> names, Dictionary<string, ApiField> types) =>
        new(names.Select(name => new RecordField { Name = name, Type = SchemaMapper.TypeOf(types[name]) }));

    private static string Sort(SortField sort, ApiField field) => field.Sortable
        ? sort.Descending ? "-" + sort.Field : sort.Field
        : throw new DriverException(DriverErrorCode.InvalidQuery, "Zephyr cannot order by this field. Order by another one.") { Target = sort.Field };

    private static void Add(StringBuilder query, string name, string value) =>
        query.Append(query.Length == 0 ? "" : "&").Append(name).Append('=').Append(Uri.EscapeDataString(value));
}
