using IntegrationAgent.Agent.State;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Execution;

/// <summary>A page that is on its way to a target, and what is known of each of its records.</summary>
internal sealed class PendingBatch(EffectKey key, WirePage page, long sourcePages, DateTimeOffset sentAt) : IDisposable
{
    private readonly List<RowError> errors = [];
    private Stack<IReadOnlyList<int>>? parts;

    public EffectKey Key { get; set; } = key;

    public WirePage Page { get; } = page;

    /// <summary>How many pages of the source were used up when it was filled.</summary>
    public long SourcePages { get; } = sourcePages;

    /// <summary>When it was sent first, also by an earlier attempt of the run.</summary>
    public DateTimeOffset SentAt { get; set; } = sentAt;

    /// <summary>What the ledger was told.</summary>
    public EffectIntent? Intent { get; set; }

    /// <summary>How often it was sent.</summary>
    public int Sent { get; set; }

    /// <summary>The rows that were sent last, in order; null for all.</summary>
    public IReadOnlyList<int>? Rows { get; private set; }

    /// <summary>A <see cref="WriteStatus"/> for each record; unknown until it has been answered.</summary>
    public byte[] Statuses { get; } = [.. Enumerable.Repeat((byte)WriteStatus.Unknown, page.Count)];

    /// <summary>Why records failed.</summary>
    public IReadOnlyList<RowError> Errors => errors;

    /// <summary>The rows whose outcome is not known.</summary>
    public IReadOnlyList<int> Unanswered => [.. Enumerable.Range(0, Statuses.Length).Where(row => Statuses[row] == (byte)WriteStatus.Unknown)];

    /// <summary>Takes the answer to what was sent last.</summary>
    public void Take(BatchOutcome outcome)
    {
        for (var i = 0; i < outcome.Statuses.Length; i++)
            Statuses[RowOf(i)] = outcome.Statuses[i];
        errors.RemoveAll(error => Rows is null || Rows.Contains(error.Row));
        errors.AddRange(outcome.Errors.Select(error => new RowError { Row = RowOf(error.Row), Error = error.Error }));
    }

    /// <summary>Takes back the answer to rows that failed in a way that another try may heal: nothing of them was written.</summary>
    public void TakeBack(Func<DriverError, bool> heals)
    {
        foreach (var error in errors.Where(error => Statuses[error.Row] == (byte)WriteStatus.Failed && heals(error.Error)))
            Statuses[error.Row] = (byte)WriteStatus.Unknown;
        errors.RemoveAll(error => Statuses[error.Row] == (byte)WriteStatus.Unknown && heals(error.Error));
    }

    /// <summary>Sends next only the rows without an answer.</summary>
    public void OnlyUnanswered() => Rows = Unanswered;

    /// <summary>True once the page was refused as a whole and is sent in ever smaller parts, until the records that are at fault stand alone.</summary>
    public bool IsNarrowed => parts is not null;

    /// <summary>How many records were refused standing alone.</summary>
    public int RefusedAlone { get; private set; }

    /// <summary>Takes that what was sent last was refused: a single record is at fault; of more, each half is sent by itself.</summary>
    public void Narrow(DriverError error)
    {
        parts ??= new Stack<IReadOnlyList<int>>();
        var refused = Rows ?? [.. Enumerable.Range(0, Statuses.Length)];
        if (refused.Count == 1)
        {
            RefusedAlone++;
            Statuses[refused[0]] = (byte)WriteStatus.Failed;
            errors.Add(new RowError { Row = refused[0], Error = error });
            return;
        }

        var half = refused.Count / 2;
        parts.Push([.. refused.Skip(half)]);
        parts.Push([.. refused.Take(half)]);
    }

    /// <summary>Goes to the next part; false when there is none, and what is still without an answer may be sent together again.</summary>
    public bool NextPart()
    {
        if (parts is { Count: > 0 })
        {
            Rows = parts.Pop();
            return true;
        }

        parts = null;
        Rows = Unanswered;
        Sent = 1;
        return false;
    }

    /// <summary>Takes what a probe found of the rows without an answer; the rows that it found absent are sent next.</summary>
    public void Take(IReadOnlyList<int> rows, IReadOnlyList<ProbeResult> results, WriteStatus applied)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (results[i] == ProbeResult.Applied)
                Statuses[rows[i]] = (byte)applied;
        }

        Rows = Unanswered;
    }

    /// <summary>A page of some of the rows. The caller disposes it.</summary>
    public RecordPage Part(IReadOnlyList<int> rows)
    {
        using var records = Page.View();
        using var writer = new RecordPageWriter(Page.Schema);
        foreach (var row in rows)
        {
            writer.BeginRecord();
            for (var field = 0; field < Page.Schema.Fields.Count; field++)
                writer.CopyField(records[row], field);
            writer.EndRecord();
        }

        return writer.ToPage();
    }

    public void Dispose() => Page.Dispose();

    private int RowOf(int position) => Rows?[position] ?? position;
}
