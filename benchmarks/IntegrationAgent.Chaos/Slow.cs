using System.Diagnostics;

namespace IntegrationAgent.Chaos;

/// <summary>Faults that last until a lease has passed.</summary>
internal static class Slow
{
    /// <summary>A process that froze past its lease wakes when another has taken its run over.</summary>
    public static FaultKind StopPastLease { get; } = new()
    {
        Name = "stop-agent-past-lease", Faults = ["F08", "F38"], Worlds = [World.Databases], Weight = 1,
        How = "SIGSTOP to the agent before a write; another process takes the run over when the lease has passed; SIGCONT",
        Start = scene => scene.Start("before-call=stop"),
        Strike = async scene =>
        {
            while (!scene.Agent.HasExited && !Signals.IsStopped(scene.Agent.Id))
                await Task.Delay(10, scene.Token);
            if (scene.Agent.HasExited)
                return false;
            var (finished, unfinished) = await Rig.FinishAsync(scene.World, scene.Schedule.Integration, scene.RunsBefore, scene.Token);
            Signals.Continue(scene.Agent.Id);
            return finished && unfinished is null;
        },
        Expect = end => end.Code == "E-RUN-LEASE-LOST" ? null : $"the process that had lost its lease ended otherwise: {end}",
    };

    /// <summary>A worker dies in the middle of a run, and another worker goes on with it when the lease has passed.</summary>
    public static FaultKind KillWorker { get; } = new()
    {
        Name = "kill-worker", Faults = ["F01", "F02", "F23"], Worlds = [World.Team], Weight = 1,
        How = "SIGKILL to one of two workers that share a schedule and a state on PostgreSQL",
        MayAppend = false,
        Start = scene => scene.World.Start(null, "work"),
        Strike = async scene =>
        {
            using var other = scene.World.Start(null, "work");
            var hit = await scene.MomentAsync() && Signals.Kill(scene.Agent.Id);
            // Long enough for the lease of the dead one to pass, and for the living to go on with its run.
            for (var until = Environment.TickCount64 + 60_000; Environment.TickCount64 < until && !other.HasExited;)
            {
                await Task.Delay(1_000, scene.Token);
                if (Environment.TickCount64 > until - 56_000 && await Rig.IsQuietAsync(scene.World, scene.Schedule.Integration, scene.Token))
                    break;
            }

            Signals.Terminate(other.Id);
            await other.EndAsync(scene.Token);
            return hit;
        },
    };

    /// <summary>The connection to the shared state is reset when it is told to commit: nobody can say whether it did.</summary>
    public static FaultKind CutState { get; } = new()
    {
        Name = "cut-state", Faults = ["F05", "F21"], Worlds = [World.Team], Weight = 2,
        How = "the connection to the shared state is reset at a commit, before or after the server hears of it",
        Strike = async scene =>
        {
            if (!await scene.MomentAsync())
                return false;
            scene.World.State!.ArmCut("COMMIT", afterForward: scene.Random.Next(2) == 0);
            while (!scene.Agent.HasExited && !scene.World.State.WasCut)
                await Task.Delay(5, scene.Token);
            return scene.World.State.WasCut;
        },
    };
}
