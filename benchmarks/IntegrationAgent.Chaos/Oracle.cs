using IntegrationAgent.Agent.State;

namespace IntegrationAgent.Chaos;

/// <summary>Compares source, target, what the target noted, the ledger and the audit. It asks the systems themselves, and the product only for what it claims.</summary>
internal static class Oracle
{
    public static async Task<Verdict> JudgeAsync(World world, string integration, ISet<string> runsBefore, string? unfinished, bool targetLies, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var source = await world.SourceRowsAsync(integration, cancellationToken);
        var target = await world.TargetRowsAsync(integration, cancellationToken);
        var effects = await world.EffectsAsync(integration, cancellationToken);
        var found = target.ToLookup(row => row.Key, row => row.Value, StringComparer.Ordinal);
        var lost = source.Count(row => !found[row.Key].Contains(row.Value, StringComparer.Ordinal));
        var surplus = found.Sum(row => source.ContainsKey(row.Key) ? row.Count() - 1 : row.Count());
        // The same value twice in a row for a key: the second write changed nothing that the first had not.
        var repeated = effects.GroupBy(effect => effect.Key, StringComparer.Ordinal)
            .Sum(group => group.Zip(group.Skip(1)).Count(pair => pair.First.Value == pair.Second.Value));

        await using var store = await world.OpenStateAsync(cancellationToken);
        var runs = (await store.Runs.ListAsync(new RunQuery { Limit = 10_000 }, cancellationToken)).Where(run => !runsBefore.Contains(run.Id)).ToList();
        var stuck = unfinished is null ? 0 : 1;
        var counts = new RunCounts();
        foreach (var run in runs)
        {
            counts += run.Counts;
            if (run.State is RunState.Running or RunState.Created)
                stuck++;
            stuck += (await store.Effects.ListAsync(run.Id, cancellationToken)).Count(effect => effect.Status is EffectStatus.Intended or EffectStatus.InDoubt);
        }

        if (unfinished is not null)
            problems.Add(unfinished);
        // What the ledger says was done was done. More may have been: of a batch whose answer was lost nobody could say what was new in it.
        var (inserts, updates) = (effects.Count(effect => effect.Operation == "insert"), effects.Count(effect => effect.Operation == "update"));
        if (!targetLies && (counts.Created > inserts || counts.Created + counts.Updated > inserts + updates))
            problems.Add($"the ledger claims {counts.Created} creates and {counts.Updated} updates, the target noted {inserts} and {updates}");
        if (source.Count < 100 || effects.Count == 0)
            problems.Add($"nothing was looked at: {source.Count} records, {effects.Count} effects");
        var audit = await store.Audit.VerifyAsync(cancellationToken);
        if (!audit.IsWhole)
            problems.Add($"the audit is not whole: {audit.Findings[0]}");
        return new Verdict { Lost = lost, Duplicated = surplus + repeated, Stuck = stuck, Problems = problems };
    }
}
