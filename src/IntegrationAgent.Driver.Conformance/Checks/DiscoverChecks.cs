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
}
