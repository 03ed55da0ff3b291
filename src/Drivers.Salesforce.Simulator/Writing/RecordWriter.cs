using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Drivers.Salesforce.Simulator.Api;
using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Writing;

/// <summary>Inserts, updates and deletes single records with the checks of the platform. Call it under the store's write lock.</summary>
internal sealed partial class RecordWriter(RecordStore store, UndoLog undo, bool allowDuplicates = false)
{
    private readonly Dictionary<FieldSchema, object?> _values = [];

    public UndoLog Undo => undo;

    public int Insert(Table table, IReadOnlyList<FieldInput> inputs)
    {
        if (!table.Schema.Createable) throw new ApiError(400, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", $"entity type cannot be inserted: {table.Schema.Label}", []);
        var values = Resolve(table, inputs, creating: true);
        var rules = TableRules.Of(table);
        Defaults(rules, values);
        if (Array.Exists(rules.Required, f => values.GetValueOrDefault(f) is null)) throw Missing(rules.Required.Where(f => values.GetValueOrDefault(f) is null));
        CheckUnique(table, -1, values);
        if (table.Schema.Name == "CampaignMember") CheckMember(table, values);

        var mark = undo.Mark;
        var row = table.AddRow();
        undo.Added(table, row);
        foreach (var (field, value) in values) table.Set(row, table.Columns[field.Index], value);
        foreach (var field in rules.AutoNumbers)
            table.Set(row, table.Columns[field.Index], field.AutoNumberPrefix + (row + 1).ToString("D8", CultureInfo.InvariantCulture));
        if (table.Schema is { Custom: true } && table.Schema.Find("Name") is { AutoNumber: false } name && table.Columns[name.Index].IsNull(row)) table.Set(row, table.Columns[name.Index], table.Id(row));
        var now = store.Clock.NowMs;
        if (rules.Created is { } createdDate) table.SetLong(row, createdDate, now);
        if (rules.CreatedBy is { } createdBy) table.SetLong(row, createdBy, store.CurrentUser);
        Stamp(table, rules, row, now);
        CheckRules(table, row, mark);
        return row;
    }

    public void Update(Table table, int row, IReadOnlyList<FieldInput> inputs)
    {
        if (!table.Schema.Updateable) throw new ApiError(400, "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", $"entity type cannot be updated: {table.Schema.Label}", []);
        if (table.State(row) != RowState.Live) throw new ApiError(404, "ENTITY_IS_DELETED", "entity is deleted", []);
        var values = Resolve(table, inputs, creating: false);
        foreach (var (field, value) in values)
        {
            if (value is null && Needed(field)) throw Missing(values.Where(v => v.Value is null && Needed(v.Key)).Select(v => v.Key));
        }

        CheckUnique(table, row, values);
        var mark = undo.Mark;
        foreach (var (field, value) in values) SetUndoable(table, row, table.Columns[field.Index], value);
        var rules = TableRules.Of(table);
        foreach (var column in (ReadOnlySpan<LongColumn?>)[rules.Modified, rules.ModifiedBy, rules.Stamp])
        {
            if (column is not null) undo.Changing(table, column, row);
        }

        Stamp(table, rules, row, store.Clock.NowMs);
        CheckRules(table, row, mark);
    }

    /// <summary>Puts a record and what depends on it into the recycle bin.</summary>
    public void Delete(Table table, int row)
    {
        if (!table.Schema.Deletable) throw new ApiError(403, "INSUFFICIENT_ACCESS_OR_READONLY", $"entity type cannot be deleted: {table.Schema.Label}", []);
        if (table.State(row) != RowState.Live) throw new ApiError(404, "ENTITY_IS_DELETED", "entity is deleted", []);
        SetState(table, row, table.Schema.Undeletable ? RowState.InRecycleBin : RowState.Purged);
        foreach (var child in table.Schema.Children)
        {
            var children = store.Tables[child.Child.Index];
            if (children.Columns[child.Field.Index] is not LongColumn reference || reference is DerivedLongColumn) continue;
            foreach (var dependent in children.Children(reference, table).Children(row))
            {
                if (children.State(dependent) != RowState.Live) continue;
                if (child.Field.CascadeDelete && child.Child.Deletable) Delete(children, dependent);
                else if (child.Field is { Nillable: true, CascadeDelete: false }) SetUndoable(children, dependent, reference, null);
            }
        }
    }

    /// <summary>Takes a record, and what was deleted with it, out of the recycle bin.</summary>
    public void Undelete(Table table, int row)
    {
        if (table.State(row) != RowState.InRecycleBin) throw new ApiError(400, "UNDELETE_FAILED", "entity is not in the recycle bin", []);
        var deletedAt = table.DeletedAt.GetValueOrDefault(row);
        SetState(table, row, RowState.Live);
        foreach (var child in table.Schema.Children.Where(c => c.Field.CascadeDelete))
        {
            var children = store.Tables[child.Child.Index];
            var reference = (LongColumn)children.Columns[child.Field.Index];
            foreach (var dependent in children.Children(reference, table).Children(row))
            {
                if (children.State(dependent) == RowState.InRecycleBin && children.DeletedAt.GetValueOrDefault(dependent) == deletedAt) Undelete(children, dependent);
            }
        }
    }

    private void SetState(Table table, int row, RowState state)
    {
        undo.Moving(table, row);
        if (table.Find("SystemModstamp") is { } stamp) SetUndoable(table, row, stamp, store.Clock.NowMs);
        table.SetState(row, state);
        if (state == RowState.Live) table.DeletedAt.Remove(row);
        else table.DeletedAt[row] = store.Clock.NowMs;
    }

    private void SetUndoable(Table table, int row, Column column, object? value)
    {
        undo.Changing(table, column, row);
        table.Set(row, column, value);
    }

    private void Stamp(Table table, TableRules rules, int row, long now)
    {
        if (rules.Modified is { } modified) table.SetLong(row, modified, now);
        if (rules.ModifiedBy is { } modifiedBy) table.SetLong(row, modifiedBy, store.CurrentUser);
        if (rules.Stamp is { } stamp) table.SetLong(row, stamp, now);
    }

    private static bool Needed(FieldSchema field) => !field.Nillable && field.Type != FieldType.Boolean;

    private static ApiError Missing(IEnumerable<FieldSchema> fields)
    {
        var names = fields.Select(f => f.Name).ToArray();
        return new ApiError(400, "REQUIRED_FIELD_MISSING", $"Required fields are missing: [{string.Join(", ", names)}]", names);
    }

    private Dictionary<FieldSchema, object?> Resolve(Table table, IReadOnlyList<FieldInput> inputs, bool creating)
    {
        var values = _values; // one record is written at a time
        values.Clear();
        var refused = new List<string>();
        foreach (var input in inputs)
        {
            if (table.Schema.Find(input.Name) is not { } field)
            {
                var (reference, target) = Relationship(table, input);
                values[reference] = target;
                continue;
            }

            if (field.Type == FieldType.Id)
            {
                if (input.IsNull) continue;
                throw creating
                    ? new ApiError(400, "INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", ["Id"])
                    : new ApiError(400, "INVALID_FIELD", "The Id field should not be specified in the sobject data.");
            }

            if (creating ? !field.Createable : !field.Updateable) refused.Add(field.Name);
            else values[field] = ValueParser.Parse(store, field, input);
        }

        return refused.Count == 0 ? values : throw new ApiError(
            400,
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            $"Unable to create/update fields: {string.Join(", ", refused)}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.",
            refused);
    }

    /// <summary>A parent named by one of its external ids, such as <c>"Account":{"Customer_Number__c":"A1"}</c>.</summary>
    private (FieldSchema Field, object? Target) Relationship(Table table, FieldInput input)
    {
        var names = input.Name.Split(':', '.');
        var relationship = input.IsCsv && names.Length > 1 ? names[^2] : input.Name;
        if (table.Schema.FindRelationship(relationship) is not { } field)
            throw new ApiError(400, "INVALID_FIELD", $"No such column '{input.Name}' on sobject of type {table.Schema.Name}");
        if (input.IsNull) return (field, null);
        if (input.IsCsv) return (field, FindParent(field, names.Length > 2 ? names[0] : null, names[^1], input.Text!)); // not null here
        if (input.Json.ValueKind != JsonValueKind.Object)
            throw new ApiError(400, "INVALID_FIELD", $"Cannot reference a foreign key field {input.Name}.");
        var type = input.Json.TryGetProperty("attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object && attributes.TryGetProperty("type", out var named) ? named.ToString() : null;
        var keys = input.Json.EnumerateObject().Where(p => p.Name != "attributes").ToArray();
        if (keys.Length != 1) throw new ApiError(400, "INVALID_FIELD", $"The relationship {input.Name} must name exactly one external id.");
        return (field, FindParent(field, type, keys[0].Name, keys[0].Value.ToString()));
    }

    private long FindParent(FieldSchema field, string? type, string key, string value)
    {
        foreach (var target in field.ReferenceTo.Where(t => type is null || t.Equals(type, StringComparison.OrdinalIgnoreCase)))
        {
            var parent = store.Get(target);
            if (parent.Schema.Find(key) is not { IdLookup: true } lookup) continue;
            if (lookup.Type == FieldType.Id && store.FindId(value) is { } id) return id;
            var rows = parent.Columns[lookup.Index] is IdColumn ? [] : parent.Keys(parent.Columns[lookup.Index]).Find(value);
            if (rows.Length == 1) return RecordRef.Make(parent.Index, rows[0]);
        }

        throw new ApiError(400, "INVALID_FIELD", $"Foreign key external ID: {value} not found for field {key} in entity {string.Join(',', field.ReferenceTo)}");
    }

    private void Defaults(TableRules rules, Dictionary<FieldSchema, object?> values)
    {
        foreach (var field in rules.Defaulted)
        {
            if (values.ContainsKey(field)) continue;
            if (field.Name == "OwnerId") values[field] = store.CurrentUser;
            else if (field.DefaultValue is { } text) values[field] = ValueParser.Parse(store, field, FieldInput.Csv(field.Name, text));
        }
    }
}
