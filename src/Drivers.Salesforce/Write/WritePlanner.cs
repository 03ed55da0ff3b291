using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Checks a write against the org's schema before anything is sent: what is refused here is refused as a whole.</summary>
internal sealed class WritePlanner(DescribeCache cache, FieldResolver resolver)
{
    internal async ValueTask<WritePlan> PlanAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        var described = await cache.GetAsync(request.Object, refresh: false, cancellationToken).ConfigureAwait(false);
        CheckVerb(described, request);
        var schema = request.Records.Schema;
        var (key, keyColumn) = FindKey(described, request);
        var columns = new List<WriteColumn>();
        if (request.Mode != WriteMode.Delete)
        {
            for (var i = 0; i < schema.Fields.Count; i++)
            {
                if (i != keyColumn)
                    columns.Add(await ColumnAsync(described, request.Mode, schema.Fields[i], i, cancellationToken).ConfigureAwait(false));
            }
        }

        return new WritePlan
        {
            Object = described,
            Request = request,
            Key = key,
            KeyColumn = keyColumn,
            Columns = [.. columns.OrderBy(column => column.Parent, StringComparer.Ordinal)],
        };
    }

    private static void CheckVerb(DescribedObject described, WriteRequest request)
    {
        var describe = described.Describe;
        var allowed = request.Mode switch
        {
            WriteMode.Insert => describe.Createable,
            WriteMode.Update => describe.Updateable,
            WriteMode.Delete => describe.Deletable,
            _ => describe.Createable && describe.Updateable,
        };
        if (!allowed)
            throw new DriverException(DriverErrorCode.PermissionDenied, $"The user may not {request.Mode.ToString().ToLowerInvariant()} records of {described.Name}. Ask an administrator for access.") { Scope = ErrorScope.Object, Retry = RetryAdvice.AfterUserAction, Target = described.Name };
    }

    private static (SObjectField? Key, int Column) FindKey(DescribedObject described, WriteRequest request)
    {
        if (request.Mode == WriteMode.Insert)
            return (null, -1);
        if (request.KeyFields.Count != 1)
            throw Invalid($"A record of {described.Name} is found by exactly one key field: Id or an external id.", null, KeyNames(described));
        var name = request.KeyFields[0];
        var field = described.Field(name) ?? throw UnknownField(described, name);
        if (!SchemaMapper.IsUpsertKey(field))
            throw Invalid($"The field '{field.Name}' does not identify records of {described.Name}. Take Id or an external id field.", field.Name, KeyNames(described));
        var column = -1;
        for (var i = 0; i < request.Records.Schema.Fields.Count; i++)
        {
            if (string.Equals(request.Records.Schema.Fields[i].Name, name, StringComparison.OrdinalIgnoreCase))
                column = i;
        }

        return column >= 0 ? (field, column) : throw Invalid($"The records have no column for their key '{name}'. Add it.", name, []);
    }

    private static IReadOnlyList<string> KeyNames(DescribedObject described) =>
        [.. described.Describe.Fields.Where(SchemaMapper.IsUpsertKey).Select(each => each.Name).Take(5)];

    private async ValueTask<WriteColumn> ColumnAsync(DescribedObject described, WriteMode mode, RecordField column, int ordinal, CancellationToken cancellationToken)
    {
        if (column.Name.Contains('.', StringComparison.Ordinal))
        {
            var parent = await resolver.ResolveAsync(described, column.Name, cancellationToken).ConfigureAwait(false);
            if (parent.Path.Count != 2 || !parent.Field.ExternalId)
                throw Invalid($"A write can name a parent only by an external id of the parent itself, and '{column.Name}' is none.", column.Name, []);
            return new WriteColumn(ordinal, parent.Path[0], parent.Field.Name);
        }

        var field = described.Field(column.Name) ?? throw UnknownField(described, column.Name);
        var writable = mode switch
        {
            WriteMode.Insert => field.Createable,
            WriteMode.Update => field.Updateable,
            _ => field.Createable || field.Updateable,
        };
        return writable
            ? new WriteColumn(ordinal, null, field.Name)
            : throw Invalid($"The field '{field.Name}' of {described.Name} cannot be written by this user. Leave it out.", field.Name, []);
    }

    private static DriverException UnknownField(DescribedObject described, string name)
    {
        var nearest = NearestNames.Find(name, described.FieldNames);
        var hint = nearest.Count == 0 ? "Read the object's fields to see what there is." : $"Did you mean {string.Join(", ", nearest.Take(3))}?";
        return new DriverException(DriverErrorCode.FieldNotFound, $"There is no field '{(name.Length > 80 ? name[..80] : name)}' on {described.Name}, or the user may not see it. {hint}") { Scope = ErrorScope.Object, Target = name, Suggestions = nearest };
    }

    private static DriverException Invalid(string message, string? target, IReadOnlyList<string> suggestions) =>
        new(DriverErrorCode.InvalidValue, message) { Scope = ErrorScope.Object, Target = target, Suggestions = suggestions };
}
