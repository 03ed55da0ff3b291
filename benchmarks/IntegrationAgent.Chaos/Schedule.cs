using System.Globalization;

namespace IntegrationAgent.Chaos;

/// <summary>When a fault strikes.</summary>
internal enum MomentKind
{
    /// <summary>So many milliseconds after the start of the process.</summary>
    Milliseconds,

    /// <summary>When so many bytes have come from the source.</summary>
    SourceBytes,

    /// <summary>When so many bytes have come from the target.</summary>
    TargetBytes,
}

/// <summary>What happens in one schedule. It follows from its seed alone.</summary>
internal sealed record Schedule(int Seed, FaultKind Kind, string World, string Integration, MomentKind Moment, int MomentValue, int Choice)
{
    /// <summary>The schedule of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="kinds">What there is to choose from.</param>
    /// <param name="worlds">The worlds that this machine can make.</param>
    public static Schedule Of(int seed, IReadOnlyList<FaultKind> kinds, IReadOnlyCollection<string> worlds)
    {
        var random = new Random(seed);
        var possible = kinds.Where(kind => kind.Worlds.Any(worlds.Contains)).ToList();
        var at = random.Next(possible.Sum(kind => kind.Weight));
        var chosen = possible[0];
        foreach (var kind in possible)
        {
            chosen = kind;
            if ((at -= kind.Weight) < 0)
                break;
        }

        return Of(seed, chosen, worlds, random);
    }

    /// <summary>A schedule of each kind, those that can be made anywhere by turns here and there. A kind that this machine can make nowhere has none.</summary>
    public static IReadOnlyList<Schedule> OnceEach(IReadOnlyList<FaultKind> kinds, IReadOnlyCollection<string> worlds)
    {
        var turn = 0;
        return
        [
            .. kinds.Select(kind => (Kind: kind, Worlds: kind.Worlds.Where(worlds.Contains).ToList())).Where(some => some.Worlds.Count > 0)
                .Select(some => Of(some.Kind.Name.Length, some.Kind, [some.Worlds[turn++ % some.Worlds.Count]])),
        ];
    }

    /// <summary>A schedule of one kind.</summary>
    public static Schedule Of(int seed, FaultKind kind, IReadOnlyCollection<string> worlds, Random? random = null)
    {
        random ??= new Random(seed);
        var possible = kind.Worlds.Where(worlds.Contains).ToList();
        var world = possible[random.Next(possible.Count)];
        var integration = world == Chaos.World.Org ? OrgWorld.Integration : kind.Name == "kill-worker" ? DatabaseWorld.Due : random.Next(3) == 0 && kind.MayAppend ? DatabaseWorld.Append : DatabaseWorld.Copy;
        var moment = random.Next(world == Chaos.World.Org ? 2 : 3) switch { 0 => MomentKind.Milliseconds, 1 => MomentKind.SourceBytes, _ => MomentKind.TargetBytes };
        if (kind.NeedsData && moment == MomentKind.Milliseconds)
            moment = MomentKind.SourceBytes;
        var value = moment switch { MomentKind.Milliseconds => random.Next(200, 2_500), MomentKind.SourceBytes => random.Next(4_000, 300_000), _ => random.Next(500, 12_000) };
        return new Schedule(seed, kind, world, integration, moment, value, random.Next(1_000_000));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"seed {Seed} {Kind.Name} in {World}/{Integration} at {MomentValue} {(Moment == MomentKind.Milliseconds ? "ms" : Moment == MomentKind.SourceBytes ? "bytes of the source" : "bytes of the target")}, choice {Choice}");
}
