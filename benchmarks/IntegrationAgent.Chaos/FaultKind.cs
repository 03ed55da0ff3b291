namespace IntegrationAgent.Chaos;

/// <summary>One kind of fault that the rig makes.</summary>
internal sealed class FaultKind
{
    public required string Name { get; init; }

    /// <summary>The faults of the list that it makes, for example <c>F10</c>.</summary>
    public required string[] Faults { get; init; }

    /// <summary>How it is made, in words for people.</summary>
    public required string How { get; init; }

    /// <summary>Where it can be made.</summary>
    public required string[] Worlds { get; init; }

    /// <summary>Does it. True when it hit something that lived.</summary>
    public required Func<Scene, Task<bool>> Strike { get; init; }

    /// <summary>How the process that met it was started; null for without anything special.</summary>
    public Func<Scene, AgentProcess>? Start { get; init; }

    /// <summary>What must hold of the process that met it, before anything is resumed: null, or what is wrong.</summary>
    public Func<AgentEnd, string?>? Expect { get; init; }

    /// <summary>Whether a last run is needed, because the source changed meanwhile or what was refused is to be tried again.</summary>
    public bool RunsAgain { get; init; }

    /// <summary>How often it is chosen, beside the others.</summary>
    public int Weight { get; init; } = 4;

    /// <summary>Whether it only makes sense once data flows.</summary>
    public bool NeedsData { get; init; }

    /// <summary>Whether an integration that inserts, and may repeat nothing, can meet it.</summary>
    public bool MayAppend { get; init; } = true;

    /// <summary>Whether the target says that it did what it did not: then the ledger, which believes it, claims more than there is.</summary>
    public bool TargetLies { get; init; }

    public override string ToString() => Name;
}

/// <summary>What a fault has to work with.</summary>
internal sealed class Scene(World world, Schedule schedule, CancellationToken cancellationToken)
{
    private long sourceBefore, targetBefore;

    public World World { get; } = world;

    public Schedule Schedule { get; } = schedule;

    public Random Random { get; } = new(schedule.Choice);

    public CancellationToken Token { get; } = cancellationToken;

    public AgentProcess Agent { get; set; } = null!;

    /// <summary>The runs that there were before.</summary>
    public HashSet<string> RunsBefore { get; set; } = [];

    public OrgWorld Org => (OrgWorld)World;

    public DatabaseWorld Databases => (DatabaseWorld)World;

    public AgentProcess Start(string? fault = null) => World.Start(fault, "run", Schedule.Integration);

    public void Mark() => (sourceBefore, targetBefore) = (World.Source.Passed, World.Target?.Passed ?? 0);

    /// <summary>Waits for the moment. False when the process has ended before it came.</summary>
    public async Task<bool> MomentAsync()
    {
        var until = Environment.TickCount64 + Schedule.MomentValue;
        while (!Agent.HasExited)
        {
            if (Schedule.Moment switch
            {
                MomentKind.Milliseconds => Environment.TickCount64 >= until,
                MomentKind.SourceBytes => World.Source.Passed - sourceBefore >= Schedule.MomentValue,
                _ => (World.Target?.Passed ?? 0) - targetBefore >= Schedule.MomentValue,
            })
                return true;
            await Task.Delay(2, Token);
        }

        return false;
    }

    /// <summary>Waits for the moment and gives the process of an actor; null when it has ended before, or there is none.</summary>
    public async Task<int?> FindAsync(Actor actor)
    {
        if (actor != Actor.ScriptHost)
            return await MomentAsync() ? Agent.Find(actor, World) : null;
        // A script's process ends before the last bytes have come: its moment counts from when it is there.
        while (!Agent.HasExited)
        {
            if (Agent.Find(actor, World) is { } found)
            {
                await PauseAsync(0, 250);
                return found;
            }

            await Task.Delay(10, Token);
        }

        return null;
    }

    public Task PauseAsync(int from, int to) => Task.Delay(Random.Next(from, to), Token);
}
