using System.Text.Json;
using IntegrationAgent.Agent.Authoring.Guided;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Authoring.Model;

/// <summary>Puts what a model says into the sheet, item by item, and only what the systems really have and the user has really said.</summary>
internal sealed class SheetEditor(IAuthoringGround ground)
{
    public async Task<(RequirementsSheet Sheet, IReadOnlyList<string> Problems)> ApplyAsync(RequirementsSheet sheet, JsonElement items, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        sheet = await ObjectsAsync(sheet, items, problems, cancellationToken).ConfigureAwait(false);
        var source = await SchemaAsync(sheet.Source, problems, cancellationToken).ConfigureAwait(false);
        var target = sheet.CreateTarget ? null : await SchemaAsync(sheet.Target, problems, cancellationToken).ConfigureAwait(false);
        if (items.TryGetProperty("fields", out var fields))
            sheet = sheet with { Fields = await FieldsAsync(sheet, fields, source, target, problems, cancellationToken).ConfigureAwait(false) };
        if (items.TryGetProperty("filters", out var filters))
            sheet = sheet with { Filters = Filters(filters, source, problems) };
        sheet = Keys(sheet, items, source, target, problems);
        if (Text(items, "conflict") is { } conflict)
            sheet = sheet with { Conflict = conflict == "createOnly" ? ConflictRule.CreateOnly : ConflictRule.SourceWins };
        if (Text(items, "deletes") is { } deletes)
            sheet = sheet with { Deletes = Deletes(sheet, deletes, problems) };
        return (sheet, problems);
    }

    private async Task<RequirementsSheet> ObjectsAsync(RequirementsSheet sheet, JsonElement items, List<string> problems, CancellationToken cancellationToken)
    {
        var source = await ObjectAsync(sheet.Source, Text(items, "sourceConnection"), Text(items, "sourceObject"), mustExist: true, problems, cancellationToken).ConfigureAwait(false);
        var create = items.TryGetProperty("createTarget", out var flag) ? flag.ValueKind == JsonValueKind.True : sheet.CreateTarget;
        var target = await ObjectAsync(sheet.Target, Text(items, "targetConnection"), Text(items, "targetObject"), mustExist: !create, problems, cancellationToken).ConfigureAwait(false);
        if (create && target is not null)
        {
            var exists = (await ground.ListObjectsAsync(target.Connection, cancellationToken).ConfigureAwait(false)).Any(one => one.Name == target.Object);
            create = !exists;
            if (target.Object != Words.Snake(target.Object) && !exists)
            {
                problems.Add($"targetObject: a new object is named in snake_case, for example {Words.Snake(target.Object)}.");
                target = null;
            }
        }

        return sheet with { Source = source, Target = target, CreateTarget = create };
    }

    private async Task<ObjectChoice?> ObjectAsync(ObjectChoice? present, string? connection, string? name, bool mustExist, List<string> problems, CancellationToken cancellationToken)
    {
        connection ??= present?.Connection;
        name ??= present?.Object;
        if (connection is null || name is null)
            return present;
        var systems = ground.Systems().Select(system => system.Name).ToList();
        if (!systems.Contains(connection))
        {
            problems.Add($"There is no connection '{ThirdParty.Short(connection)}'. Use one of: {string.Join(", ", systems)}.");
            return present;
        }

        if (!mustExist)
            return new ObjectChoice(connection, name);
        var objects = (await ground.ListObjectsAsync(connection, cancellationToken).ConfigureAwait(false)).Select(one => one.Name).ToList();
        if (objects.Contains(name))
            return new ObjectChoice(connection, name);
        problems.Add($"{connection} has no object '{ThirdParty.Short(name)}'. Nearest: {string.Join(", ", Validation.NearestNames.Of(name, objects))}. Ask discover list_objects.");
        return present;
    }

    private async Task<ObjectSchema?> SchemaAsync(ObjectChoice? choice, List<string> problems, CancellationToken cancellationToken)
    {
        if (choice is null)
            return null;
        try
        {
            return await ground.GetFieldsAsync(choice.Connection, choice.Object, cancellationToken).ConfigureAwait(false);
        }
        catch (DriverException exception)
        {
            problems.Add(exception.Message);
            return null;
        }
    }

    private async Task<IReadOnlyList<FieldMapping>> FieldsAsync(RequirementsSheet sheet, JsonElement fields, ObjectSchema? source, ObjectSchema? target, List<string> problems, CancellationToken cancellationToken)
    {
        if (source is null || fields.ValueKind != JsonValueKind.Array)
        {
            problems.Add("fields: set the source object first, then a list of {asked, source, target}.");
            return sheet.Fields;
        }

        var mappings = new List<FieldMapping>();
        foreach (var item in fields.EnumerateArray().Take(200))
        {
            var (asked, from, to) = (Text(item, "asked") ?? "", Text(item, "source") ?? "", Text(item, "target") ?? "");
            var type = await TypeAsync(sheet.Source!.Connection, source, from, cancellationToken).ConfigureAwait(false);
            if (type is null)
            {
                problems.Add($"{source.Name} has no field '{ThirdParty.Short(from)}'. Nearest: {string.Join(", ", Validation.NearestNames.Of(from, source.Fields.Select(field => field.Name)))}.");
                continue;
            }

            var column = target?.Fields.FirstOrDefault(field => field.Name == to);
            if (target is not null && column is null)
            {
                problems.Add($"{target.Name} has no field '{ThirdParty.Short(to)}'. Nearest: {string.Join(", ", Validation.NearestNames.Of(to, target.Fields.Select(field => field.Name)))}.");
                continue;
            }

            if (target is null && (to.Length == 0 || to != Words.Snake(to)))
            {
                problems.Add($"A new field is named in snake_case: '{ThirdParty.Short(to)}' should be {Words.Snake(to.Length > 0 ? to : from)}.");
                continue;
            }

            mappings.Add(new FieldMapping { Asked = ThirdParty.Short(asked, 120), SourceField = from, TargetField = to, Type = column?.Type ?? (type == FieldType.Reference ? FieldType.String : type.Value), Because = "model" });
        }

        return mappings;
    }

    private async Task<FieldType?> TypeAsync(string connection, ObjectSchema source, string path, CancellationToken cancellationToken)
    {
        var current = source;
        var parts = path.Split('.');
        foreach (var part in parts[..^1])
        {
            if (current.Fields.FirstOrDefault(field => field.RelationshipName == part && field.ReferenceTo.Count > 0) is not { } reference || parts.Length > 4)
                return null;
            current = await ground.GetFieldsAsync(connection, reference.ReferenceTo[0], cancellationToken).ConfigureAwait(false);
        }

        return current.Fields.FirstOrDefault(field => field.Name == parts[^1] && FieldMatcher.IsUsable(field))?.Type;
    }

    private static List<FilterRule> Filters(JsonElement filters, ObjectSchema? source, List<string> problems)
    {
        var rules = new List<FilterRule>();
        foreach (var item in filters.ValueKind == JsonValueKind.Array ? filters.EnumerateArray().Take(20).ToList() : [])
        {
            var name = Text(item, "field") ?? "";
            if (source?.Fields.Any(field => field.Name == name) != true)
            {
                problems.Add($"filters: no field '{ThirdParty.Short(name)}'. Nearest: {string.Join(", ", Validation.NearestNames.Of(name, source?.Fields.Select(field => field.Name) ?? []))}.");
                continue;
            }

            if (!Enum.TryParse<ComparisonOperator>(Text(item, "operator"), ignoreCase: true, out var op))
            {
                problems.Add($"filters: the operator is one of {string.Join(", ", Enum.GetNames<ComparisonOperator>())}.");
                continue;
            }

            int? days = item.TryGetProperty("daysBack", out var back) && back.ValueKind == JsonValueKind.Number && back.TryGetInt32(out var count) ? count : null;
            rules.Add(new FilterRule { Asked = ThirdParty.Short(Text(item, "asked"), 120), Field = name, Operator = op, Value = Text(item, "value") ?? "", DaysBack = days });
        }

        return rules;
    }

    private static RequirementsSheet Keys(RequirementsSheet sheet, JsonElement items, ObjectSchema? source, ObjectSchema? target, List<string> problems)
    {
        if (Text(items, "sourceKey") is { } from)
        {
            // A key that is not unique would merge records that have nothing to do with each other.
            var field = source?.Fields.FirstOrDefault(one => one.Name == from);
            if (field is not null && (field.Unique || (source!.KeyFields.Count == 1 && source.KeyFields[0] == from)))
                sheet = sheet with { SourceKey = from };
            else
                problems.Add($"sourceKey: '{ThirdParty.Short(from)}' does not identify a record. Use one of: {string.Join(", ", source?.Fields.Where(one => one.Unique).Select(one => one.Name).Take(5) ?? [])}.");
        }

        if (Text(items, "targetKey") is { } to)
        {
            var field = target?.Fields.FirstOrDefault(one => one.Name == to);
            if (sheet.CreateTarget || (field is not null && (field.Unique || field.UpsertKey || target!.KeyFields.Contains(to))))
                sheet = sheet with { TargetKey = to };
            else
                problems.Add($"targetKey: '{ThirdParty.Short(to)}' is not unique in the target.");
        }

        if (Text(items, "changeField") is { } change)
        {
            if (source?.ChangeField == change)
                sheet = sheet with { ChangeField = change };
            else
                problems.Add(source?.ChangeField is { } known ? $"changeField: use {known}." : "changeField: the source has none; leave it out.");
        }

        if (sheet.SourceKey is not null && sheet.TargetKey is not null && sheet.Fields.Count > 0 && !sheet.Fields.Any(field => field.SourceField == sheet.SourceKey && field.TargetField == sheet.TargetKey))
            problems.Add($"fields: the key itself is missing: source {sheet.SourceKey}, target {sheet.TargetKey}.");
        return sheet;
    }

    /// <summary>Only the user's own words can make a script delete: the request, or an answer to a question about deletes.</summary>
    private static SourceDeleteRule? Deletes(RequirementsSheet sheet, string rule, List<string> problems)
    {
        if (rule != "delete")
            return rule == "keep" ? SourceDeleteRule.Keep : SourceDeleteRule.Ignore;
        var said = RequestReader.Read(sheet.Request).DeleteToo == true
            || sheet.Questions.Any(question => question.Item == "delete rule" && question.Answer == "delete");
        if (said)
            return SourceDeleteRule.Delete;
        problems.Add("deletes: the user did not ask for deletes. Use keep, or ask_user with item 'delete rule' and the choices keep and delete.");
        return sheet.Deletes;
    }

    private static string? Text(JsonElement items, string name) =>
        items.ValueKind == JsonValueKind.Object && items.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
