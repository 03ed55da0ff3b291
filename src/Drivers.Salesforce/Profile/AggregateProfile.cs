using System.Globalization;
using System.Text;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// Profiles fields by aggregates. What a field allows follows from its description: one that is aggregatable is counted beside others in one query, one with
/// values to choose from is grouped by them, one that can only be filtered is counted by itself, and the rest is left out.
/// </summary>
internal sealed class AggregateProfile(DescribeCache cache, FieldResolver resolver, QueryRunner runner, DriverContext context)
{
    /// <summary>Fields in one query; each brings up to four columns.</summary>
    private const int FieldsPerQuery = 20;

    /// <summary>Salesforce gives so many groups and no next page of them: when they come, there may be more.</summary>
    private const int MostGroups = 2000;

    internal async Task<ObjectAggregates> RunAsync(string objectName, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var described = await cache.GetAsync(objectName, refresh: false, cancellationToken).ConfigureAwait(false);
        var fields = new List<SObjectField>();
        foreach (var name in names)
            fields.Add((await resolver.ResolveAsync(described, name, cancellationToken).ConfigureAwait(false)) is { Path.Count: 1 } found ? found.Field : throw OfParent(name));
        var records = await CountAsync(described.Name, "", cancellationToken).ConfigureAwait(false);
        var counted = new Dictionary<string, FieldAggregates>(StringComparer.Ordinal);
        var together = new List<SObjectField>();
        foreach (var field in fields.DistinctBy(field => field.Name))
        {
            // A checkbox has always a value, and is not among what Salesforce aggregates.
            if (field.Type == "boolean")
                counted[field.Name] = new FieldAggregates { Field = field.Name, Filled = records };
            else if (IsGrouped(field) && await TryAsync(() => GroupAsync(described.Name, field, cancellationToken), field).ConfigureAwait(false) is { } groups)
                counted[field.Name] = groups;
            else if (field.Aggregatable)
                together.Add(field);
            else if (field.Filterable && await TryAsync(() => FilledAsync(described.Name, field, cancellationToken), field).ConfigureAwait(false) is { } filled)
                counted[field.Name] = filled;
        }

        foreach (var chunk in together.Chunk(FieldsPerQuery))
            await CountTogetherAsync(described.Name, chunk, counted, cancellationToken).ConfigureAwait(false);
        return new ObjectAggregates { Records = records, Fields = [.. fields.DistinctBy(field => field.Name).Where(field => counted.ContainsKey(field.Name)).Select(field => counted[field.Name])] };
    }

    private static bool IsGrouped(SObjectField field) => field is { Groupable: true, Type: "picklist" or "combobox" } && field.PicklistValues.Count > 0;

    private static bool HasEnds(SObjectField field) => SchemaMapper.TypeOf(field) is FieldType.Int64 or FieldType.Decimal or FieldType.Date or FieldType.Timestamp;

    private static DriverException OfParent(string name) =>
        new(DriverErrorCode.InvalidQuery, $"'{(name.Length > 80 ? name[..80] : name)}' is a field of a parent. Profile the parent's object itself.") { Target = name };

    /// <summary>What concerns one field is no reason to have no profile of the others; what concerns the connection is.</summary>
    private static bool IsOfTheQuery(DriverException exception) =>
        exception.Scope != ErrorScope.Connection && (exception.Code == DriverErrorCode.InvalidQuery || exception.Code == DriverErrorCode.FieldNotFound || exception.Code == DriverErrorCode.Timeout
            || exception.Code == DriverErrorCode.Unsupported || exception.Code == DriverErrorCode.PermissionDenied);

    private async Task<FieldAggregates?> TryAsync(Func<Task<FieldAggregates?>> count, SObjectField field)
    {
        try
        {
            return await count().ConfigureAwait(false);
        }
        catch (DriverException exception) when (IsOfTheQuery(exception))
        {
            LeaveOut(field, exception);
            return null;
        }
    }

    /// <summary>One field that cannot be counted would spoil the query of all: it is found by halving.</summary>
    private async Task CountTogetherAsync(string objectName, SObjectField[] fields, Dictionary<string, FieldAggregates> counted, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var field in await AskAsync(objectName, fields, cancellationToken).ConfigureAwait(false))
                counted[field.Field] = field;
        }
        catch (DriverException exception) when (IsOfTheQuery(exception))
        {
            if (fields.Length == 1 || exception.Code == DriverErrorCode.Timeout)
            {
                foreach (var field in fields)
                    LeaveOut(field, exception);
                return;
            }

            await CountTogetherAsync(objectName, fields[..(fields.Length / 2)], counted, cancellationToken).ConfigureAwait(false);
            await CountTogetherAsync(objectName, fields[(fields.Length / 2)..], counted, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<List<FieldAggregates>> AskAsync(string objectName, SObjectField[] fields, CancellationToken cancellationToken)
    {
        var columns = new List<RecordField>();
        var select = new StringBuilder();
        for (var i = 0; i < fields.Length; i++)
        {
            Add($"COUNT({fields[i].Name})", $"filled{i}", FieldType.Int64);
            Add($"COUNT_DISTINCT({fields[i].Name})", $"distinct{i}", FieldType.Int64);
            if (!HasEnds(fields[i]))
                continue;
            Add($"MIN({fields[i].Name})", $"least{i}", SchemaMapper.TypeOf(fields[i]));
            Add($"MAX({fields[i].Name})", $"greatest{i}", SchemaMapper.TypeOf(fields[i]));
        }

        var rows = await ReadAsync($"SELECT {select} FROM {objectName}", columns, cancellationToken).ConfigureAwait(false);
        if (rows is not [var row])
            throw new DriverException(DriverErrorCode.IncompleteResult, "Salesforce counted and did not answer with one record. Try again.") { Retry = RetryAdvice.After, Target = objectName };
        var value = 0;
        return
        [
            .. fields.Select(field => new FieldAggregates
            {
                Field = field.Name,
                Filled = row[value++].AsInt64(),
                Distinct = row[value++].AsInt64(),
                Least = HasEnds(field) ? Text(row[value++]) : null,
                Greatest = HasEnds(field) ? Text(row[value++]) : null,
            }),
        ];

        void Add(string expression, string alias, FieldType type)
        {
            select.Append(columns.Count == 0 ? "" : ",").Append(expression).Append(' ').Append(alias);
            columns.Add(new RecordField { Name = alias, Type = type });
        }
    }

    /// <summary>Counts each of the values to choose from; null where there are more groups than Salesforce gives.</summary>
    private async Task<FieldAggregates?> GroupAsync(string objectName, SObjectField field, CancellationToken cancellationToken)
    {
        var groups = await ReadAsync(
            string.Create(CultureInfo.InvariantCulture, $"SELECT {field.Name} choice,COUNT(Id) records FROM {objectName} GROUP BY {field.Name} ORDER BY COUNT(Id) DESC LIMIT {MostGroups}"),
            [new RecordField { Name = "choice", Type = FieldType.String }, new RecordField { Name = "records", Type = FieldType.Int64 }],
            cancellationToken).ConfigureAwait(false);
        if (groups.Count >= MostGroups)
            return null;
        var known = field.PicklistValues.Select(value => value.Value).ToHashSet(StringComparer.Ordinal);
        var filled = groups.Where(group => !group[0].IsNull).Select(group => (Value: group[0].AsString(), Count: group[1].AsInt64())).ToList();
        return new FieldAggregates
        {
            Field = field.Name,
            Filled = filled.Sum(group => group.Count),
            Distinct = filled.Count,
            Choices = filled.Where(group => known.Contains(group.Value)).ToDictionary(group => group.Value, group => group.Count, StringComparer.Ordinal),
            OtherValues = filled.Where(group => !known.Contains(group.Value)).Sum(group => group.Count),
        };
    }

    private async Task<FieldAggregates?> FilledAsync(string objectName, SObjectField field, CancellationToken cancellationToken) =>
        new() { Field = field.Name, Filled = await CountAsync(objectName, $" WHERE {field.Name} != null", cancellationToken).ConfigureAwait(false) };

    private async Task<long> CountAsync(string objectName, string condition, CancellationToken cancellationToken) =>
        (await ReadAsync($"SELECT COUNT() FROM {objectName}{condition}", [new RecordField { Name = "count", Type = FieldType.Int64 }], cancellationToken, countOnly: true).ConfigureAwait(false))[0][0].AsInt64();

    private async Task<List<RecordValue[]>> ReadAsync(string soql, List<RecordField> columns, CancellationToken cancellationToken, bool countOnly = false)
    {
        var schema = new RecordSchema(columns);
        var plan = new QueryPlan { Queries = [soql], Schema = schema, Map = new JsonRecordMap(schema, [.. columns.Select(column => (IReadOnlyList<string>)[column.Name])]), CountOnly = countOnly };
        var rows = new List<RecordValue[]>();
        await foreach (var page in runner.RunAsync(plan, null, cancellationToken).ConfigureAwait(false))
        {
            using (page)
            {
                foreach (var record in page)
                    rows.Add([.. Enumerable.Range(0, columns.Count).Select(record.GetValue).Select(Kept)]);
            }
        }

        return rows;
    }

    /// <summary>A value outlives its page only as a copy.</summary>
    private static RecordValue Kept(RecordValue value) => value.IsNull || value.Type == FieldType.Int64 ? value : RecordValue.From(value.ToInvariantString());

    private static string? Text(RecordValue value) => value.IsNull ? null : value.ToInvariantString();

    private void LeaveOut(SObjectField field, DriverException exception) =>
        context.Log.Write(DriverLogLevel.Debug, "profile_left_out", $"{field.Name} was not counted: {exception.Code}");
}
