using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Discovery: lists, fields, relationships.</summary>
internal static class DiscoverChecks
{
    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(18, "discover-deterministic", ConformanceTier.Hermetic,
            "Lists objects and fields over two connections, the system answering in another order, and expects the same, ordered by name.",
            "Plans and their comparison change although nothing has changed.",
            DeterministicAsync),
        new(20, "discover-custom", ConformanceTier.Hermetic,
            "Expects every field that the adapter states with its type, adds one to the running system, and expects it too.",
            "Fields that an installation has added cannot be read or written.",
            CustomAsync),
        new(21, "relationships-resolve", ConformanceTier.Hermetic,
            "Follows every relationship of the object: both ends exist, reference fields and relationships agree, stated ones are there, paths can be read.",
            "Joins fail, or join the wrong records.",
            RelationshipsAsync),
    ];

    private static async Task DeterministicAsync(CheckRun run)
    {
        var texts = new List<string>();
        foreach (var seed in new[] { 1, 2 })
        {
            var bed = await run.StartAsync(1, seed).ConfigureAwait(false);
            var client = await bed.ConnectAsync().ConfigureAwait(false);
            for (var time = 0; time < 2; time++)
            {
                var objects = await bed.CallAsync("ListObjectsAsync", token => client.ListObjectsAsync(new ListObjectsRequest(), token)).ConfigureAwait(false);
                run.Require(objects.Any(one => one.Name == run.Object.Name), $"ListObjectsAsync does not give '{run.Object.Name}', which the adapter states.");
                string[] names = [.. objects.Select(one => one.Name)];
                run.Require(names.Distinct(StringComparer.Ordinal).Count() == names.Length, "ListObjectsAsync gives a name twice.");
                run.Require(
                    names.SequenceEqual(names.Order(StringComparer.Ordinal), StringComparer.Ordinal) || names.SequenceEqual(names.Order(StringComparer.OrdinalIgnoreCase), StringComparer.Ordinal),
                    "ListObjectsAsync does not order its objects by name. Sort them; systems answer in any order.");
                var schema = await bed.CallAsync("GetFieldsAsync", token => client.GetFieldsAsync(new GetFieldsRequest { Object = run.Object.Name, Refresh = time > 0 }, token)).ConfigureAwait(false);
                texts.Add(string.Join('\n', names) + "\n\n" + string.Join('\n', schema.Fields.Select(field => $"{field.Name} {field.Type} {field.Label} {field.NativeType} {field.Nullable}").Order(StringComparer.Ordinal)));
            }

            var some = await bed.CallAsync("ListObjectsAsync", token => client.ListObjectsAsync(new ListObjectsRequest { NameContains = run.Object.Name.ToUpperInvariant() }, token)).ConfigureAwait(false);
            run.Require(some.Any(one => one.Name == run.Object.Name), $"ListObjectsAsync with NameContains '{run.Object.Name.ToUpperInvariant()}' does not give '{run.Object.Name}'. Compare without case.");
        }

        run.Require(texts.Distinct(StringComparer.Ordinal).Count() == 1, "The same system is described in two ways, over two connections or asked twice. Describe it the same each time.");
    }

    private static async Task CustomAsync(CheckRun run)
    {
        var bed = await run.StartAsync(2).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        var schema = await FieldsAsync(bed, client, run.Object.Name, refresh: false).ConfigureAwait(false);
        foreach (var stated in run.Object.Fields)
        {
            var found = schema.Fields.FirstOrDefault(field => field.Name == stated.Name);
            run.Require(found is not null, $"GetFieldsAsync does not give the field '{stated.Name}', which the adapter states.");
            run.Require(found.Type == stated.Type, $"GetFieldsAsync gives the field '{stated.Name}' as {found.Type}; the adapter states {stated.Type}.");
        }

        foreach (var type in new[] { FieldType.String, FieldType.Boolean })
        {
            var field = new ConformanceField { Name = $"conformance_{type.ToString().ToLowerInvariant()}", Type = type };
            if (await bed.Target.AddFieldAsync(field, run.CancellationToken).ConfigureAwait(false) is not { } name)
                continue;
            schema = await FieldsAsync(bed, client, run.Object.Name, refresh: true).ConfigureAwait(false);
            var found = schema.Fields.FirstOrDefault(one => one.Name == name);
            run.Require(found is not null, $"The field '{name}' was added to the system, and GetFieldsAsync with Refresh does not give it. Ask the system, and bypass the cache.");
            run.Require(found.Type == type, $"The field '{name}' was added as {type}, and GetFieldsAsync gives it as {found.Type}.");
            var read = await bed.QueryAllAsync(client, new QueryRequest { Object = run.Object.Name, Fields = [.. run.Object.KeyFields, name] }).ConfigureAwait(false);
            run.Require(read.Rows.Count == 2, $"Reading the added field '{name}' gave {read.Rows.Count} records of 2.");
        }
    }

    private static async Task RelationshipsAsync(CheckRun run)
    {
        var bed = await run.StartAsync(2).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        var name = run.Object.Name;
        var objects = await bed.CallAsync("ListObjectsAsync", token => client.ListObjectsAsync(new ListObjectsRequest(), token)).ConfigureAwait(false);
        var relationships = await bed.CallAsync("GetRelationshipsAsync", token => client.GetRelationshipsAsync(new GetRelationshipsRequest { Object = name }, token)).ConfigureAwait(false);
        var schema = await FieldsAsync(bed, client, name, refresh: false).ConfigureAwait(false);
        run.Observe();
        foreach (var stated in run.Object.Relationships)
        {
            run.Require(
                relationships.Any(found => found.Kind == stated.Kind && found.ToObject == stated.ToObject && found.Field == stated.Field),
                $"GetRelationshipsAsync does not give the {stated.Kind} relationship of '{name}' to '{stated.ToObject}' over '{stated.Field}', which the adapter states.");
        }

        foreach (var found in relationships)
        {
            run.Require(found.FromObject == name, $"A relationship of '{name}' says that it begins at '{found.FromObject}'.");
            run.Require(objects.Any(one => one.Name == found.ToObject), $"A relationship of '{name}' leads to '{found.ToObject}', which ListObjectsAsync does not give.");
            var holder = found.Kind == RelationshipKind.Parent ? schema : await FieldsAsync(bed, client, found.ToObject, refresh: false).ConfigureAwait(false);
            var field = holder.Fields.FirstOrDefault(one => one.Name == found.Field);
            run.Require(field is not null, $"The relationship of '{name}' to '{found.ToObject}' names the field '{found.Field}', which '{holder.Name}' does not have.");
            var other = found.Kind == RelationshipKind.Parent ? found.ToObject : name;
            run.Require(field.ReferenceTo.Count == 0 || field.ReferenceTo.Contains(other, StringComparer.Ordinal), $"The field '{holder.Name}.{found.Field}' does not say that it refers to '{other}', and the relationship does.");
        }

        foreach (var field in schema.Fields.Where(field => field.Type == FieldType.Reference || field.ReferenceTo.Count > 0))
        {
            foreach (var target in field.ReferenceTo)
            {
                run.Require(
                    relationships.Any(found => found.Kind == RelationshipKind.Parent && found.Field == field.Name && found.ToObject == target),
                    $"The field '{field.Name}' refers to '{target}', and GetRelationshipsAsync gives no parent relationship over it.");
            }

            if (field.RelationshipName is { } path && field.ReferenceTo is [var parent])
                await PathAsync(run, bed, client, path, parent).ConfigureAwait(false);
        }
    }

    private static async Task PathAsync(CheckRun run, TestBed bed, IDriverClient client, string path, string parent)
    {
        var target = await FieldsAsync(bed, client, parent, refresh: false).ConfigureAwait(false);
        if (target.KeyFields.Count == 0)
            return;
        var request = new QueryRequest { Object = run.Object.Name, Fields = [.. run.Object.KeyFields, $"{path}.{target.KeyFields[0]}"] };
        var read = await bed.QueryAllAsync(client, request).ConfigureAwait(false);
        run.Require(read.Rows.Count == 2, $"Reading along '{path}' gave {read.Rows.Count} records of 2. A record without a parent stays, with null.");
    }

    private static Task<ObjectSchema> FieldsAsync(TestBed bed, IDriverClient client, string name, bool refresh) =>
        bed.CallAsync("GetFieldsAsync", token => client.GetFieldsAsync(new GetFieldsRequest { Object = name, Refresh = refresh }, token));
}
