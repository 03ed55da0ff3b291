using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Execution;

/// <summary>
/// One query of a script while it runs: what has been read so far, page by page, so that an acknowledged write can be turned into a checkpoint.
/// Thread-safe: one reader adds pages, one writer asks for positions.
/// </summary>
internal sealed class SourceStep(int step, ScriptQueryBody body, string? changeField, StepPosition start)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<long, StepPosition> pages = [];
    private StepPosition last = start;

    public int Step { get; } = step;

    public ScriptQueryBody Body { get; } = body;

    public string? ChangeField { get; } = changeField;

    /// <summary>Where this run's step began.</summary>
    public StepPosition Start { get; } = start;

    public long RecordsRead { get; private set; }

    public long? TotalCount { get; private set; }

    public StopReason? Stopped { get; private set; }

    public IReadOnlyList<string> DeletedIds { get; set; } = [];

    /// <summary>True when the source could not say what was deleted since the last run.</summary>
    public bool DeletesUnknown { get; set; }

    /// <summary>Takes a page into account; returns its number, from 1.</summary>
    public long Add(WirePage page)
    {
        var watermark = ChangeField is null || page.Count == 0 ? null : Watermark(page);
        lock (gate)
        {
            TotalCount ??= page.TotalCount;
            return Add(page.Count, page.StopReason, new StepPosition
            {
                Pages = last.Pages + 1,
                Records = last.Records + page.Count,
                Cursor = page.Cursor,
                Watermark = watermark?.ToInvariantString() ?? last.Watermark,
                WatermarkType = watermark?.Type ?? last.WatermarkType,
            });
        }
    }

    /// <summary>Takes a page of the change feed into account; returns its number, from 1.</summary>
    public long Add(ChangePage change)
    {
        lock (gate)
        {
            return Add(change.Changed.Count, change.Changed.StopReason, new StepPosition
            {
                Pages = last.Pages + 1,
                Records = last.Records + change.Changed.Count,
                Feed = change.Position,
            });
        }
    }

    /// <summary>The position after the first so many pages of this run, and forgets the ones before.</summary>
    public StepPosition PositionAfter(long number)
    {
        lock (gate)
        {
            var position = Start;
            foreach (var done in pages.Keys.TakeWhile(key => key <= number).ToList())
            {
                position = pages[done];
                if (done < number)
                    pages.Remove(done);
            }

            return position;
        }
    }

    /// <summary>The position after everything that was read.</summary>
    public StepPosition End
    {
        get
        {
            lock (gate)
                return last;
        }
    }

    /// <summary>The change mark as a value that filters can hold.</summary>
    public static RecordValue ToValue(StepPosition position) => position.WatermarkType switch
    {
        FieldType.Timestamp => RecordValue.From(DateTimeOffset.Parse(position.Watermark!, CultureInfo.InvariantCulture)),
        FieldType.LocalTimestamp => RecordValue.From(DateTime.Parse(position.Watermark!, CultureInfo.InvariantCulture)),
        FieldType.Date => RecordValue.From(DateOnly.Parse(position.Watermark!, CultureInfo.InvariantCulture)),
        FieldType.Int64 => RecordValue.From(long.Parse(position.Watermark!, CultureInfo.InvariantCulture)),
        _ => RecordValue.From(position.Watermark),
    };

    private long Add(int records, StopReason? stopped, StepPosition position)
    {
        RecordsRead += records;
        Stopped = stopped;
        last = position;
        var number = last.Pages - Start.Pages;
        pages[number] = last;
        return number;
    }

    private RecordValue? Watermark(WirePage page)
    {
        var ordinal = page.Schema.IndexOf(ChangeField!);
        if (ordinal < 0)
            return null;
        using var records = page.View();
        var value = records[records.Count - 1].GetValue(ordinal);
        return value.IsNull ? null : value;
    }
}
