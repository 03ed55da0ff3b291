using System.Globalization;
using System.Text.Json;

namespace IntegrationAgent.Agent.Audit;

/// <summary>Walks over the events once, from the first to the last, and gathers what is wrong.</summary>
internal sealed class AuditWalk(CheckpointLines file)
{
    private const int MostFindings = 20;
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(2);

    private readonly List<AuditFinding> findings = [];
    private readonly List<string> notes = [];
    private readonly ILookup<long, AuditCheckpoint> bySize = file.Checkpoints.ToLookup(checkpoint => checkpoint.Size);
    private readonly MerkleFrontier tree = new();
    private (string Store, string Key, long Sequence, byte[] Hash, long Checkpoint)? head;
    private byte[] previous = AuditEncoding.Genesis;
    private long last;
    private long events;
    private long lastGood;
    private DateTimeOffset lastTime = DateTimeOffset.MinValue;

    /// <summary>The id of the signing key that the first event names; null when that event says nothing.</summary>
    public string? KeyId { get; private set; }

    public void Head(string store, string key, long sequence, byte[] hash, long checkpoint) => head = (store, key, sequence, hash, checkpoint);

    public void NoHead() => Find(1, AuditFindingKind.Truncated, "The store has no audit head.");

    public void Event(long sequence, string type, string subject, string canonical, byte[] prev, byte[] hash)
    {
        events++;
        if (sequence != last + 1)
        {
            Find(last + 1, AuditFindingKind.Missing, sequence == last + 2 ? $"Event {last + 1} is missing." : $"Events {last + 1} to {sequence - 1} are missing.");
        }
        else if (!prev.AsSpan().SequenceEqual(previous))
        {
            Find(sequence, AuditFindingKind.Broken, $"Event {sequence} does not continue event {last}: something was inserted, reordered or repeated.");
        }

        var actual = AuditEncoding.Hash(sequence, prev, canonical);
        if (!actual.AsSpan().SequenceEqual(hash) || !Describes(canonical, type, subject, sequence))
            Find(sequence, AuditFindingKind.Edited, $"Event {sequence} was edited: it does not have the hash that stands beside it.");
        tree.Append(hash);
        (last, previous) = (sequence, hash);
        foreach (var checkpoint in bySize[sequence])
            Compare(checkpoint, hash);
    }

    public void End()
    {
        if (head is { } known && known.Sequence > last)
            Find(last + 1, AuditFindingKind.Truncated, $"The chain ends at {last}; its head says {known.Sequence}.");
        else if (head is { } end && (end.Sequence < last || !end.Hash.AsSpan().SequenceEqual(previous)))
            Find(end.Sequence < last ? end.Sequence + 1 : last, AuditFindingKind.Rewritten, "The chain's head does not name its last event.");
        if (file.Last is { } newest && newest.Size > last)
            Find(last + 1, AuditFindingKind.Truncated, $"The chain ends at {last}; a checkpoint of {newest.Time} tells of {newest.Size} events.");
        if (head is { } recorded && recorded.Checkpoint > (file.Last?.Size ?? 0))
            Find(recorded.Checkpoint, AuditFindingKind.CheckpointMissing, $"The checkpoint over {recorded.Checkpoint} events is gone from its file.");
    }

    public void Bad(long sequence, string message) => Find(sequence, AuditFindingKind.BadCheckpoint, message);

    public void Note(string note) => notes.Add(note);

    public AuditVerification Result() => new()
    {
        Events = events,
        Checkpoints = file.Checkpoints.Count,
        Findings = [.. findings.OrderBy(finding => finding.Sequence)],
        Notes = notes,
    };

    private void Compare(AuditCheckpoint checkpoint, byte[] hash)
    {
        var same = checkpoint.Head == Convert.ToHexStringLower(hash)
            && checkpoint.Root == Convert.ToHexStringLower(tree.Root())
            && (head is null || checkpoint.Store == head.Value.Store);
        if (same)
            lastGood = Math.Max(lastGood, checkpoint.Size);
        else
            Find(FirstSince(lastGood), AuditFindingKind.Rewritten, $"The checkpoint of {checkpoint.Time} over {checkpoint.Size} events holds another history; the last one that agrees ends at {lastGood}.");
    }

    // The chain's own break names the place; where it is unbroken, only the last checkpoint that agrees bounds it.
    private long FirstSince(long good) =>
        findings.Where(finding => finding.Sequence > good).Select(finding => finding.Sequence).DefaultIfEmpty(good + 1).Min();

    private bool Describes(string canonical, string type, string subject, long sequence)
    {
        try
        {
            using var document = JsonDocument.Parse(canonical);
            var root = document.RootElement;
            var time = DateTimeOffset.Parse(root.GetProperty("time").GetString()!, CultureInfo.InvariantCulture);
            if (lastTime - time > ClockTolerance)
                Note($"The clock went back by {(lastTime - time).TotalMinutes:F0} minutes at event {sequence}.");
            lastTime = time;
            if (sequence == 1 && root.GetProperty("data").TryGetProperty("key", out var key))
                KeyId = key.GetString();
            return root.GetProperty("type").GetString() == type && root.GetProperty("subject").GetString() == subject;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException or InvalidOperationException or ArgumentNullException)
        {
            return false;
        }
    }

    private void Find(long sequence, AuditFindingKind kind, string message)
    {
        if (findings.Count < MostFindings)
            findings.Add(new AuditFinding(sequence, kind, message));
    }
}
