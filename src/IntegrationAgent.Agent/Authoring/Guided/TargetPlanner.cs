using IntegrationAgent.Agent.Authoring.Dialog;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Authoring.Guided;

/// <summary>Decides where records go: a table that is there, with its columns and its key, or a new one.</summary>
internal sealed class TargetPlanner(IAuthoringGround ground, Interview interview, List<string> defaults)
{
    public const string NewTable = "a new table";

    /// <summary>The object at the target, and its schema where it is there already.</summary>
    public async Task<(string Name, ObjectSchema? Existing)> ObjectAsync(SystemDescription target, ReadRequest read, ObjectSchema source, CancellationToken cancellationToken)
    {
        var objects = (await ground.ListObjectsAsync(target.Name, cancellationToken).ConfigureAwait(false)).Where(one => one.Writable).ToList();
        var canCreate = target.Manifest.Capabilities.Contains("schema_edit");
        var label = source.Label.Length > 0 ? source.Label : source.Name;
        var planned = read.TargetObject.Length > 0 ? read.TargetObject : Words.Plural(Words.Snake(label));
        var exact = objects.Find(one => string.Equals(one.Name, planned, StringComparison.OrdinalIgnoreCase));
        if (exact is not null)
        {
            defaults.Add($"The records go into {target.Name}.{exact.Name}, which is there already.");
            return (exact.Name, await ground.GetFieldsAsync(target.Name, exact.Name, cancellationToken).ConfigureAwait(false));
        }

        var similar = SystemFinder.ObjectsFor(read.TargetObject.Length > 0 ? read.TargetObject : label, objects).Where(pair => pair.Score >= 0.65).Select(pair => pair.Object).Take(5).ToList();
        if (canCreate && (similar.Count == 0 || read.TargetObject.Length > 0))
        {
            defaults.Add($"{target.Name} has no {planned}: it is created, and the plan shows it.");
            return (planned, null);
        }

        if (similar.Count == 0)
            similar = [.. objects.Take(8)];
        if (similar.Count == 0)
        {
            throw new AgentException(
                "E-AUT-TARGET",
                $"{target.Name} has nothing that can be written, and its driver creates no objects.",
                "Create the table there, or choose another target.",
                ExitCode.Findings);
        }

        var choices = similar.Select(one => new QuestionChoice(one.Name, ThirdParty.Short(one.Label), "there already")).ToList();
        if (canCreate)
            choices.Add(new QuestionChoice(NewTable, planned, "is created; the plan shows it"));
        var answer = await interview.AskAsync(
            new Question { Item = "target object", Text = $"Where in {target.Name} do the records go?", Choices = choices },
            null,
            cancellationToken).ConfigureAwait(false);
        return answer == NewTable ? (planned, null) : (answer, await ground.GetFieldsAsync(target.Name, answer, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>The key of the source's records.</summary>
    public static FieldSchema SourceKey(ObjectSchema source)
    {
        var name = source.KeyFields.Count == 1 ? source.KeyFields[0] : source.Fields.FirstOrDefault(field => field.Unique && !field.Nullable)?.Name ?? source.Fields.FirstOrDefault(field => field.Unique)?.Name;
        return source.Fields.FirstOrDefault(field => field.Name == name) ?? throw new AgentException(
            "E-AUT-NO-KEY",
            $"{source.Name} has no single field that identifies a record, so a second run could not tell what is there already.",
            "Add a unique column at the source, or choose an object that has one.",
            ExitCode.Findings);
    }

    /// <summary>The field at the target that holds the source's key.</summary>
    public async Task<FieldMapping> KeyAsync(SystemDescription system, SystemDescription target, ObjectSchema source, FieldSchema key, string targetObject, ObjectSchema? existing, CancellationToken cancellationToken)
    {
        var planned = KeyName(system, source, key);
        if (existing is null)
        {
            defaults.Add($"A record is recognized by its {key.Name}, kept as {planned}.");
            return Mapping(planned, Plain(key.Type));
        }

        var keys = existing.Fields.Where(field => (field.Unique || field.UpsertKey || (existing.KeyFields.Count == 1 && existing.KeyFields[0] == field.Name)) && field.Creatable && ScriptTypes.Fits(key.Type, field.Type)).ToList();
        if (keys.Count == 0)
        {
            throw new AgentException(
                "E-AUT-NO-KEY",
                $"{target.Name}.{targetObject} has no unique column that can hold {source.Name}.{key.Name} ({key.Type}).",
                "Add a unique column for it, or name a table that does not exist yet.",
                ExitCode.Findings);
        }

        var exact = keys.Find(field => string.Equals(field.Name, planned, StringComparison.OrdinalIgnoreCase) || string.Equals(field.Name, key.Name, StringComparison.OrdinalIgnoreCase));
        if (exact is null && keys.Count == 1 && keys[0].Name.EndsWith("id", StringComparison.OrdinalIgnoreCase))
            exact = keys[0];
        var name = exact?.Name ?? await interview.AskAsync(
            new Question
            {
                Item = "match key",
                Text = $"Which column of {targetObject} holds the {key.Name} of a {ThirdParty.Short(source.Label)}? By it a record is recognized.",
                Choices = [.. keys.Select(field => new QuestionChoice(field.Name, ThirdParty.Short(field.Label), "unique"))],
            },
            null,
            cancellationToken).ConfigureAwait(false);
        if (exact is not null)
            defaults.Add($"A record is recognized by its {key.Name}, kept as {name}.");
        return Mapping(name, existing.Fields.First(field => field.Name == name).Type);

        FieldMapping Mapping(string field, FieldType type) => new() { Asked = "the record's own key", SourceField = key.Name, TargetField = field, Type = type, Because = "key" };
    }

    /// <summary>The column for a field; null where the user leaves it out.</summary>
    public async Task<FieldMapping?> ColumnAsync(string phrase, FieldCandidate candidate, ObjectSchema? existing, IReadOnlyCollection<string> taken, CancellationToken cancellationToken)
    {
        var own = Words.Snake(candidate.Path);
        if (existing is null)
        {
            var spoken = Words.Of(phrase).Count is > 0 and <= 3 && Words.Split(phrase).Count <= 3 && candidate.Because != "answer";
            var name = spoken ? Words.Snake(phrase) : own;
            for (var i = 2; taken.Contains(name); i++)
                name = $"{(i == 2 ? own : name)}{(i == 2 && !taken.Contains(own) ? "" : $"_{i}")}";
            return Mapping(name, Plain(candidate.Field.Type));
        }

        var columns = existing.Fields.Where(field => field.Creatable && field.Updatable && FieldMatcher.IsUsable(field) && !taken.Contains(field.Name) && ScriptTypes.Fits(candidate.Field.Type, field.Type)).ToList();
        var open = new ObjectSchema { Name = existing.Name, Label = existing.Label, Fields = columns };
        var found = FieldMatcher.Find(phrase, open).Concat(FieldMatcher.Find(own, open)).Concat(FieldMatcher.Find(candidate.Field.Label, open)).OrderByDescending(one => one.Score).DistinctBy(one => one.Path).ToList();
        if (found.Count > 0 && found[0].Score >= FieldCandidate.Good && (found.Count == 1 || found[0].Score >= 1 || found[1].Score < found[0].Score - 0.05))
            return Mapping(found[0].Path, found[0].Field.Type);
        var offered = found.Count > 0 ? found.Take(6).Select(one => one.Field) : columns.Take(8);
        var answer = await interview.AskAsync(
            new Question
            {
                Item = $"column: {phrase}",
                Text = $"Which column of {existing.Name} takes '{ThirdParty.Short(phrase)}' ({candidate.Path})?",
                Choices = [.. offered.Select(field => new QuestionChoice(field.Name, ThirdParty.Short(field.Label), field.Type.ToString().ToLowerInvariant())), new QuestionChoice(FieldChooser.LeaveOut, "Leave it out")],
                AllowFreeText = true,
            },
            text => columns.Find(field => string.Equals(field.Name, text, StringComparison.OrdinalIgnoreCase))?.Name,
            cancellationToken).ConfigureAwait(false);
        return answer == FieldChooser.LeaveOut ? null : Mapping(answer, columns.First(field => field.Name == answer).Type);

        FieldMapping Mapping(string field, FieldType type) => new() { Asked = phrase, SourceField = candidate.Path, TargetField = field, Type = type, Because = candidate.Because };
    }

    /// <summary>A reference is only one in its own system.</summary>
    private static FieldType Plain(FieldType type) => type == FieldType.Reference ? FieldType.String : type;

    private static string KeyName(SystemDescription system, ObjectSchema source, FieldSchema key)
    {
        if (!string.Equals(key.Name, "id", StringComparison.OrdinalIgnoreCase))
            return Words.Snake(key.Name);
        return system.Manifest.Id == "salesforce" ? "sf_id" : $"{Words.Singular(Words.Snake(source.Name))}_id";
    }
}
