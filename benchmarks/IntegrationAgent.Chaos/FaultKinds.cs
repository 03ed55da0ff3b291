using IntegrationAgent.Agent.Faults;

namespace IntegrationAgent.Chaos;

/// <summary>Every fault that the rig makes. Each hits a run of the built command line; none is simulated inside of it, but the named points.</summary>
internal static class FaultKinds
{
    private static readonly string[] Everywhere = [World.Org, World.Databases], Server = [World.Databases], Simulator = [World.Org], Shared = [World.Team];

    /// <summary>The points that a run passes here; those of bulk jobs and of the spending of approvals are killed at by tests of their own.</summary>
    public static IReadOnlyList<string> Points { get; } = [.. FaultPoints.All.Where(point => point is not (FaultPoints.HandleOpened or FaultPoints.HandleWritten))];

    private static readonly string[] Often =
        [FaultPoints.PageRead, FaultPoints.DuringIntent, FaultPoints.IntentWritten, FaultPoints.BeforeCall, FaultPoints.AfterCall, FaultPoints.DuringAck, FaultPoints.AfterAck];

    public static IReadOnlyList<FaultKind> All { get; } =
    [
        .. Points.Select(AtPoint),
        Killing("kill-agent", ["F02", "F03", "F04", "F06"], "SIGKILL to the agent at any moment", Actor.Agent),
        Killing("kill-script-host", ["F07"], "SIGKILL to the process of the script", Actor.ScriptHost),
        Killing("kill-source-host", ["F07"], "SIGKILL to the process of the source's driver", Actor.SourceHost),
        Killing("kill-target-host", ["F07"], "SIGKILL to the process of the target's driver", Actor.TargetHost),
        Stopping("stop-script-host", ["F09"], "SIGSTOP to the process of the script, SIGCONT after a while", Actor.ScriptHost),
        Stopping("stop-source-host", ["F09"], "SIGSTOP to the process of the source's driver, SIGCONT after a while", Actor.SourceHost),
        Stopping("stop-target-host", ["F09"], "SIGSTOP to the process of the target's driver, SIGCONT after a while", Actor.TargetHost),
        Stopping("stop-agent", ["F09"], "SIGSTOP to the agent, shorter than its lease, SIGCONT after it", Actor.Agent),
        Slow.StopPastLease,
        Slow.KillWorker,
        new()
        {
            Name = "cut-source", Faults = ["F10"], Worlds = Everywhere, NeedsData = true, How = "every connection to the source is reset",
            Strike = async scene => await scene.MomentAsync() && scene.World.Source.Cut() > 0,
        },
        new()
        {
            Name = "cut-target", Faults = ["F10"], Worlds = Server, NeedsData = true, How = "every connection to the target is reset",
            Strike = async scene => await scene.MomentAsync() && scene.World.Target!.Cut() > 0,
        },
        new()
        {
            Name = "lose-answer", Faults = ["F04", "F11"], Worlds = Server, How = "the target carries a commit out; the connection is reset before it answers",
            Strike = scene => ArmedAsync(scene, afterForward: true),
        },
        new()
        {
            Name = "lose-request", Faults = ["F10"], Worlds = Server, How = "the connection to the target is reset when it is told to commit, before it hears of it",
            Strike = scene => ArmedAsync(scene, afterForward: false),
        },
        Slow.CutState,
        new()
        {
            Name = "hold-source", Faults = ["F12"], Worlds = Everywhere, NeedsData = true, How = "nothing passes on open connections to the source for a while",
            Strike = scene => HeldAsync(scene, scene.World.Source),
        },
        new()
        {
            Name = "hold-target", Faults = ["F12"], Worlds = Server, NeedsData = true, How = "nothing passes on open connections to the target for a while",
            Strike = scene => HeldAsync(scene, scene.World.Target!),
        },
        new()
        {
            Name = "drip-source", Faults = ["F12"], Worlds = Everywhere, How = "the source answers byte by byte for a while", NeedsData = true,
            Strike = async scene =>
            {
                if (!await scene.MomentAsync())
                    return false;
                scene.World.Source.Drip(5);
                await scene.PauseAsync(300, 1_500);
                scene.World.Source.Clear();
                return true;
            },
        },
        new()
        {
            Name = "kill-source-system", Faults = ["F10", "F18"], Worlds = Simulator, How = "SIGKILL to the simulated org, which is started again from its file",
            Strike = async scene =>
            {
                if (!await scene.MomentAsync())
                    return false;
                await scene.World.KillSourceAsync(scene.Token);
                await scene.PauseAsync(0, 1_000);
                await scene.World.StartSourceAsync(scene.Token);
                return true;
            },
        },
        new()
        {
            Name = "stop-source-system", Faults = ["F12"], Worlds = Simulator, How = "SIGSTOP to the simulated org, SIGCONT after a while",
            Strike = async scene =>
            {
                if (!await scene.MomentAsync() || scene.World.SourceProcess is not { } process)
                    return false;
                Signals.Stop(process);
                await scene.PauseAsync(300, 2_000);
                Signals.Continue(process);
                return true;
            },
        },
        new()
        {
            Name = "crash-postgres", Faults = ["F21"], Worlds = Server, How = "the PostgreSQL server is ended at once, as `pg_ctl stop -m immediate` does, and started again",
            Strike = async scene =>
            {
                if (!await scene.MomentAsync())
                    return false;
                await scene.World.KillSourceAsync(scene.Token);
                await scene.PauseAsync(0, 500);
                await scene.World.StartSourceAsync(scene.Token);
                return true;
            },
        },
        new()
        {
            Name = "terminate-backends", Faults = ["F21"], Worlds = Server, NeedsData = true, How = "the server ends the sessions of source or target (`pg_terminate_backend`)",
            Strike = async scene =>
            {
                if (!await scene.MomentAsync())
                    return false;
                await scene.Databases.SqlAsync("postgres", $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{(scene.Random.Next(2) == 0 ? "source" : "target")}'", scene.Token);
                return true;
            },
        },
        Hostile.Connections,
        Hostile.DiskOfAgent,
        Hostile.DiskOfTarget,
        Hostile.SourceMoves,
        Hostile.Poison,
        Hostile.DroppedWrites,
        Hostile.LockedRows,
        Hostile.ColumnGone,
        Hostile.SessionExpires,
        Hostile.Unavailable,
        Hostile.TooManyRequests,
        Refused.Credential,
        Refused.EmptySource,
        Refused.Checkpoint,
        Refused.Memory,
    ];

    private static FaultKind AtPoint(string point) => new()
    {
        Name = "point:" + point,
        Faults = point switch
        {
            FaultPoints.DuringSpend or FaultPoints.RunCreated or FaultPoints.BeforeClaim => ["F01"],
            FaultPoints.RunClaimed or FaultPoints.SandboxStarted => ["F02"],
            FaultPoints.IntentWritten or FaultPoints.BeforeCall or FaultPoints.DuringIntent => ["F03"],
            FaultPoints.AfterCall => ["F04"],
            FaultPoints.DuringAck => ["F05"],
            _ => ["F06"],
        },
        How = $"SIGKILL to the agent at `{point}`",
        Worlds = Everywhere,
        Weight = 2,
        // What is passed for every page is met at the first or the second.
        Start = scene => scene.Start($"{point}:{(Often.Contains(point) ? 1 + (scene.Random.Next(2)) : 1)}=kill"),
        Strike = async scene => (await scene.Agent.EndAsync(scene.Token)).WasKilled,
    };

    private static FaultKind Killing(string name, string[] faults, string how, Actor actor) => new()
    {
        Name = name, Faults = faults, How = how, Worlds = Everywhere, NeedsData = actor != Actor.Agent, Weight = 12,
        Strike = async scene => await scene.FindAsync(actor) is { } process && Signals.Kill(process),
    };

    private static FaultKind Stopping(string name, string[] faults, string how, Actor actor) => new()
    {
        Name = name, Faults = faults, How = how, Worlds = Everywhere, NeedsData = actor != Actor.Agent, Weight = 3,
        Expect = end => end.ExitCode == 0 ? null : $"a pause ended the run: {end}",
        Strike = async scene =>
        {
            if (await scene.FindAsync(actor) is not { } process || !Signals.Stop(process))
                return false;
            await scene.PauseAsync(300, 2_500);
            return Signals.Continue(process);
        },
    };

    private static async Task<bool> ArmedAsync(Scene scene, bool afterForward)
    {
        // Not in the queries of a start, but where the script's records are written.
        if (!await scene.MomentAsync())
            return false;
        scene.World.Target!.ArmCut("COMMIT", afterForward);
        while (!scene.Agent.HasExited && !scene.World.Target.WasCut)
            await Task.Delay(5, scene.Token);
        return scene.World.Target.WasCut;
    }

    private static async Task<bool> HeldAsync(Scene scene, TcpProxy proxy)
    {
        if (!await scene.MomentAsync())
            return false;
        proxy.Hold();
        await scene.PauseAsync(300, 2_500);
        if (scene.Random.Next(2) == 0)
            proxy.Cut();
        proxy.Clear();
        return true;
    }
}
