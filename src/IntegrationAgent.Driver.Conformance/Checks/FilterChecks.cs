using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Filters mean what the contract says, whoever evaluates them.</summary>
internal static class FilterChecks
{
    private const int Random = 40;

    private static readonly string[] Hostile =
    [
        "' OR '1'='1", "'; DROP TABLE x; --", "\\", "\\' OR 1=1 --", "%", "_", "*", "?", "\"", "a'b", ")", "{\"$gt\":\"\"}", "&limit=1", "null", "\n", "😀", "O'Brien", "O'Brien 4", "50% _off_ 5", "back\\slash 6", "quo\"te 7",
    ];

    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(33, "filter-equivalence", ConformanceTier.Hermetic,
            "Filters by every operator, by generated trees and by values that try to break out of a query, and compares with the same filter over what the system holds.",
            "Wrong records are read, or a value of one person's record changes the query.",
            EquivalenceAsync),
    ];

    private static async Task EquivalenceAsync(CheckRun run)
    {
        var bed = await run.StartAsync(40).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        var schema = await bed.CallAsync("GetFieldsAsync", token => client.GetFieldsAsync(new GetFieldsRequest { Object = run.Object.Name }, token)).ConfigureAwait(false);
        var held = await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false);
        var fields = run.Object.Fields.Where(field => schema.Fields.Any(one => one.Name == field.Name && one.Filterable)
            && field.Type is FieldType.String or FieldType.Boolean or FieldType.Int64 or FieldType.Double or FieldType.Decimal or FieldType.Date or FieldType.Timestamp or FieldType.Uuid).ToArray();
        if (fields.Length == 0)
            CheckRun.Fail("No field of the adapter's object can be filtered. Declare fields filterable, and filter what the system cannot with FilterEvaluator.");
        var random = new Random(run.Options.Seed);
        var single = fields.SelectMany(field => Singles(field, held, random)).ToList();
        var trees = Enumerable.Range(0, Random).Select(_ => Tree(single, random, 2));
        var unsupported = 0;
        var meaning = new RowFilter(run.Object.IgnoresCase);
        foreach (var filter in single.Concat(trees))
        {
            var read = await bed.QueryAsync(client, new QueryRequest { Object = run.Object.Name, Fields = run.Object.KeyFields, Filter = filter, PageSize = run.Object.PageSize }).ConfigureAwait(false);
            if (read.Error is { } error)
            {
                if (error.Code != DriverErrorCode.Unsupported)
                    CheckRun.Fail($"The filter {Text(filter)} failed: {run.Describe(error)} Send values as parameters, or filter with FilterEvaluator.");
                unsupported++;
                continue;
            }

            var expected = held.Where(row => meaning.Matches(filter, row)).Select(row => row.Key(run.Object.KeyFields)).ToHashSet(StringComparer.Ordinal);
            var given = read.Rows.Select(row => row.Key(run.Object.KeyFields)).ToHashSet(StringComparer.Ordinal);
            run.Require(
                expected.SetEquals(given) && read.Rows.Count == given.Count,
                $"The filter {Text(filter)} gave {read.Rows.Count} records; {expected.Count} of {held.Count} match. Send values as parameters, and let a missing value equal nothing but null.");
        }

        run.Require(unsupported <= run.Observations, $"{unsupported} of {unsupported + run.Observations} filters are unsupported. What the system cannot do, do with FilterEvaluator.");
    }

    private static IEnumerable<Filter> Singles(ConformanceField field, IReadOnlyList<ConformanceRow> held, Random random)
    {
        var values = held.Select(row => row[field.Name]).Where(value => !value.IsNull).ToArray();
        if (field.Nullable)
        {
            yield return Filter.Compare(field.Name, ComparisonOperator.Equal, RecordValue.Null);
            yield return Filter.Compare(field.Name, ComparisonOperator.NotEqual, RecordValue.Null);
        }

        if (values.Length == 0)
            yield break;
        var value = values[random.Next(values.Length)];
        yield return Filter.Compare(field.Name, ComparisonOperator.Equal, value);
        yield return Filter.Compare(field.Name, ComparisonOperator.NotEqual, value);
        yield return Filter.In(field.Name, [.. values.Take(3)]);
        if (field.Type is FieldType.Int64 or FieldType.Double or FieldType.Decimal or FieldType.Date or FieldType.Timestamp)
        {
            foreach (var comparison in new[] { ComparisonOperator.Less, ComparisonOperator.LessOrEqual, ComparisonOperator.Greater, ComparisonOperator.GreaterOrEqual })
                yield return Filter.Compare(field.Name, comparison, value);
        }

        if (field.Type != FieldType.String || field.Choices.Count > 0)
            yield break;
        foreach (var hostile in Hostile.Where(text => field.MaxLength is not { } most || text.Length <= most))
        {
            yield return Filter.Compare(field.Name, ComparisonOperator.Equal, RecordValue.From(hostile));
            yield return Filter.Compare(field.Name, ComparisonOperator.Contains, RecordValue.From(hostile));
        }

        var text = value.AsString();
        yield return Filter.Compare(field.Name, ComparisonOperator.StartsWith, RecordValue.From(text[..Math.Min(2, text.Length)]));
        yield return Filter.Compare(field.Name, ComparisonOperator.EndsWith, RecordValue.From(text[^Math.Min(1, text.Length)..]));
    }

    private static Filter Tree(List<Filter> leaves, Random random, int depth) => depth == 0 ? leaves[random.Next(leaves.Count)] : random.Next(3) switch
    {
        0 => Filter.And(Tree(leaves, random, depth - 1), Tree(leaves, random, depth - 1)),
        1 => Filter.Or(Tree(leaves, random, depth - 1), Tree(leaves, random, depth - 1)),
        _ => Filter.Not(Tree(leaves, random, depth - 1)),
    };

    /// <summary>The filter for people. Its values are the kit's own.</summary>
    private static string Text(Filter filter) => filter switch
    {
        AndFilter and => $"({string.Join(" and ", and.Filters.Select(Text))})",
        OrFilter or => $"({string.Join(" or ", or.Filters.Select(Text))})",
        NotFilter not => $"not {Text(not.Operand)}",
        InFilter list => $"{list.Field} in {list.Values.Count} values",
        ComparisonFilter comparison => $"{comparison.Field} {comparison.Operator} {(comparison.Value.IsNull ? "null" : $"'{comparison.Value.ToInvariantString()}'")}",
        _ => "?",
    };
}
