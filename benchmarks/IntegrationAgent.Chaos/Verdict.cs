namespace IntegrationAgent.Chaos;

/// <summary>What the oracle found after a fault and everything that was done to get over it.</summary>
internal sealed record Verdict
{
    /// <summary>Records of the source that are not in the target as they are in the source.</summary>
    public long Lost { get; init; }

    /// <summary>Records that are in the target without being in the source, and changes that the target noted twice for one value of one key.</summary>
    public long Duplicated { get; init; }

    /// <summary>Runs that did not come to an end, and effects that are still in doubt.</summary>
    public long Stuck { get; init; }

    /// <summary>What else must not be: a broken audit, counts that claim more than the target noted, an end that the fault must not have.</summary>
    public IReadOnlyList<string> Problems { get; init; } = [];

    public bool IsWhole => Lost == 0 && Duplicated == 0 && Stuck == 0 && Problems.Count == 0;

    public override string ToString() =>
        $"lost {Lost}, duplicated {Duplicated}, stuck {Stuck}{(Problems.Count == 0 ? "" : "; " + string.Join("; ", Problems))}";
}
