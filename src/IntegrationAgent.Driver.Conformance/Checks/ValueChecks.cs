using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>Values survive the way from system to driver and back.</summary>
internal static class ValueChecks
{
    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(22, "field-types-roundtrip", ConformanceTier.Hermetic,
            "Reads and, where the driver can, writes each type at its edges: missing, empty, longest, Unicode of 2 to 4 bytes, scale, greatest numbers, days of clock changes.",
            "Data is corrupted on its way.",
            RoundTripAsync),
    ];

    private static async Task RoundTripAsync(CheckRun run)
    {
        var rows = EdgeValues.Rows(run.Object, run.Options.Seed);
        var bed = await run.StartAsync(rows).ConfigureAwait(false);
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        await CompareReadAsync(run, bed, client, "reads").ConfigureAwait(false);
        if (!run.Facts.Has("write"))
            return;

        var empty = await run.StartAsync(0).ConfigureAwait(false);
        var other = await empty.ConnectAsync().ConfigureAwait(false);
        if (other is not IRecordWriter writer)
            throw new CheckFailedException("The manifest declares 'write', and the client does not implement IRecordWriter. Rebuild the driver.");
        var request = empty.WriteOf(WriteMode.Upsert, rows);
        using (request.Records)
        {
            var response = await empty.CallAsync("WriteAsync", token => writer.WriteAsync(request, token)).ConfigureAwait(false);
            var bad = response.Outcomes.ToList().FindIndex(outcome => outcome.Status != WriteStatus.Created);
            if (bad >= 0)
            {
                var reason = response.Outcomes[bad].Error is { } error ? $" with '{error.Code}': {empty.Secrets.Scrub(error.Message)}" : "";
                CheckRun.Fail($"Writing record {bad} of the edge values gave {response.Outcomes[bad].Status}{reason}; expected Created. Where the system changes such values by itself, say so with KeepsEdgeValues of the field.");
            }
        }

        var held = (await empty.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false)).ToDictionary(row => row.Key(run.Object.WriteKey), StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (!held.TryGetValue(row.Key(run.Object.WriteKey), out var stored))
                CheckRun.Fail("A record that was written is not in the system, or has another key there.");
            foreach (var field in run.Object.Fields.Where(field => field.Writable && field.KeepsEdgeValues))
                run.Require(Values.Same(row[field.Name], stored[field.Name]), Wrong(field, row[field.Name], "writes"));
        }

        await CompareReadAsync(run, empty, other, "reads back").ConfigureAwait(false);
    }

    private static async Task CompareReadAsync(CheckRun run, TestBed bed, IDriverClient client, string verb)
    {
        var read = await bed.QueryAllAsync(client, bed.WholeObject()).ConfigureAwait(false);
        var held = (await bed.Target.SnapshotAsync(run.CancellationToken).ConfigureAwait(false)).ToDictionary(row => row.Key(run.Object.KeyFields), StringComparer.Ordinal);
        run.Require(read.Rows.Count == held.Count, $"The driver {verb} {read.Rows.Count} records of {held.Count}.");
        foreach (var row in read.Rows)
        {
            if (!held.TryGetValue(row.Key(run.Object.KeyFields), out var stored))
                CheckRun.Fail("A record that was read has a key that the system does not have.");
            foreach (var field in run.Object.Fields)
                run.Require(Values.Same(row[field.Name], stored[field.Name]), Wrong(field, stored[field.Name], verb));
        }
    }

    /// <summary>The value is the kit's own and no secret, but it may be long: its kind is enough to find it.</summary>
    private static string Wrong(ConformanceField field, RecordValue value, string verb)
    {
        var text = value.IsNull ? "a missing value" : $"the {value.Type} value '{Short(value.ToInvariantString())}'";
        return $"The driver {verb} {text} of '{field.Name}' as another one. Convert {field.Type} without loss.";
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..39] + "…";
}
