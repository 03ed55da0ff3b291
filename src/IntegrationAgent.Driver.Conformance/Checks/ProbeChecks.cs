using IntegrationAgent.Driver.Conformance.Records;

namespace IntegrationAgent.Driver.Conformance.Checks;

/// <summary>What became of a write whose answer was lost.</summary>
internal static class ProbeChecks
{
    public static IReadOnlyList<ConformanceCheck> All { get; } =
    [
        new(56, "write-probe", ConformanceTier.Hermetic,
            "Probes writes that took effect, that never happened, that somebody has overwritten, and deletes; a record is never called absent that was written, nor applied that was not, and nothing is changed.",
            "A run that was interrupted writes records twice, or takes lost ones for written.",
            ProbeAsync),
    ];

    private static async Task ProbeAsync(CheckRun run)
    {
        run.Needs<IWriteProbe>("write_probe");
        var bed = await run.StartAsync(3).ConfigureAwait(false);
        if (await bed.ConnectAsync().ConfigureAwait(false) is not (IWriteProbe probe and IRecordWriter writer))
        {
            CheckRun.Fail("The manifest declares 'write_probe', and the client does not implement IRecordWriter. Only a driver that writes can tell what became of a write.");
            return;
        }

        var rows = RowFactory.Make(run.Object, 6, run.Options.Seed, first: 300);
        var sentAt = bed.Clock.GetUtcNow();
        await WriteAsync(bed, writer, WriteMode.Upsert, [rows[0], rows[1]]).ConfigureAwait(false);
        bed.Clock.Advance(TimeSpan.FromSeconds(2));
        var mixed = await ResultsAsync(run, bed, probe, WriteMode.Upsert, [rows[0], rows[2], rows[1], rows[3]], sentAt).ConfigureAwait(false);
        run.Require(
            mixed[0] == ProbeResult.Applied && mixed[2] == ProbeResult.Applied,
            $"Two records were written by key and are there as they were sent; ProbeAsync says {mixed[0]} and {mixed[2]} of them, expected Applied, in the order of the records.");
        run.Require(
            mixed[1] is ProbeResult.Absent or ProbeResult.Unknown && mixed[3] is ProbeResult.Absent or ProbeResult.Unknown,
            $"Two records were never written; ProbeAsync says {mixed[1]} and {mixed[3]} of them, expected Absent, or Unknown where it cannot be told.");
        run.Require(
            (await ResultsAsync(run, bed, probe, WriteMode.Upsert, [], sentAt).ConfigureAwait(false)).Count == 0,
            "ProbeAsync of no record gives results.");

        await WriteAsync(bed, writer, WriteMode.Insert, [rows[4]]).ConfigureAwait(false);
        var inserted = await ResultsAsync(run, bed, probe, WriteMode.Insert, [rows[4]], sentAt).ConfigureAwait(false);
        run.Require(inserted[0] != ProbeResult.Absent, "A record was inserted, and ProbeAsync says Absent: it would be inserted again.");
        await OverwrittenAsync(run, bed, probe, rows[0], sentAt).ConfigureAwait(false);
        await DeletedAsync(run, bed, probe, writer, rows[1], rows[4]).ConfigureAwait(false);
    }

    private static async Task OverwrittenAsync(CheckRun run, TestBed bed, IWriteProbe probe, ConformanceRow row, DateTimeOffset sentAt)
    {
        var other = run.Object.Fields.FirstOrDefault(field => field is { Writable: true, Value: null, Choices.Count: 0, Type: FieldType.String } && !run.Object.WriteKey.Contains(field.Name, StringComparer.Ordinal));
        if (other is null)
            return;
        bed.Clock.Advance(TimeSpan.FromHours(1));
        await bed.Target.PutAsync([row.With(other.Name, RecordValue.From("by someone"))], run.CancellationToken).ConfigureAwait(false);
        var result = (await ResultsAsync(run, bed, probe, WriteMode.Upsert, [row], sentAt).ConfigureAwait(false))[0];
        run.Require(
            result is ProbeResult.Superseded or ProbeResult.Unknown,
            $"A record was written, and changed by someone else since; ProbeAsync says {result}, expected Superseded, or Unknown where it cannot be told.");
    }

    private static async Task DeletedAsync(CheckRun run, TestBed bed, IWriteProbe probe, IRecordWriter writer, ConformanceRow gone, ConformanceRow there)
    {
        ConformanceRow Key(ConformanceRow row) => new(run.Object.WriteKey.Select(name => KeyValuePair.Create(name, row[name])));
        var sentAt = bed.Clock.GetUtcNow();
        try
        {
            await WriteAsync(bed, writer, WriteMode.Delete, [Key(gone)]).ConfigureAwait(false);
        }
        catch (DriverException exception) when (exception.Code == DriverErrorCode.Unsupported)
        {
            return;
        }

        var results = await ResultsAsync(run, bed, probe, WriteMode.Delete, [Key(gone), Key(there)], sentAt).ConfigureAwait(false);
        run.Require(results[0] is ProbeResult.Applied or ProbeResult.Unknown, $"A record was deleted; ProbeAsync of the delete says {results[0]}, expected Applied.");
        run.Require(results[1] is ProbeResult.Absent or ProbeResult.Unknown, $"A record is there that was to be deleted; ProbeAsync of the delete says {results[1]}, expected Absent: the delete may be sent again.");
    }

    private static async Task<IReadOnlyList<ProbeResult>> ResultsAsync(CheckRun run, TestBed bed, IWriteProbe probe, WriteMode mode, IReadOnlyList<ConformanceRow> rows, DateTimeOffset sentAt)
    {
        var before = await bed.Target.CountMutationsAsync(run.CancellationToken).ConfigureAwait(false);
        var write = bed.WriteOf(mode, rows);
        ProbeResponse response;
        using (write.Records)
            response = await bed.CallAsync("ProbeAsync", token => probe.ProbeAsync(new ProbeRequest { Write = write, SentAt = sentAt }, token)).ConfigureAwait(false);
        run.Require(response.Results.Count == rows.Count, $"ProbeAsync gave {response.Results.Count} results for {rows.Count} records. One for each, in order.");
        var after = await bed.Target.CountMutationsAsync(run.CancellationToken).ConfigureAwait(false);
        run.Require(after == before, $"ProbeAsync changed the system {after - before} times. It only reads.");
        return response.Results;
    }

    private static async Task WriteAsync(TestBed bed, IRecordWriter writer, WriteMode mode, IReadOnlyList<ConformanceRow> rows)
    {
        var request = bed.WriteOf(mode, rows);
        WriteResponse response;
        using (request.Records)
            response = await bed.CallAsync("WriteAsync", token => writer.WriteAsync(request, token)).ConfigureAwait(false);
        if (response.Outcomes.Any(outcome => outcome.Status is WriteStatus.Failed or WriteStatus.Unknown))
            CheckRun.Fail($"A {mode} of good records gave {string.Join(", ", response.Outcomes.Select(outcome => outcome.Status))}.");
    }
}
