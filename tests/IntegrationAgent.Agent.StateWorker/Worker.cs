using System.Globalization;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Agent.State;

namespace IntegrationAgent.Agent.StateWorker;

/// <summary>
/// Writes batches of keyed upserts the way a run does. The target is a file that every accepted batch is a line of, so that a test can
/// see what was sent and how often.
/// </summary>
internal sealed class Worker(IStateStore store, IFaultInjector faults, string target)
{
    private const string Step = "s1";
    private const int RecordsPerBatch = 5;

    public async Task RunAsync(string runId, int batches, TimeSpan duration)
    {
        var lease = await ClaimAsync(runId, duration);
        var checkpoints = await store.Runs.CheckpointsAsync(runId, CancellationToken.None);
        var next = checkpoints.Count == 0 ? 0 : int.Parse(checkpoints[0].Position, CultureInfo.InvariantCulture);
        if (next == 0)
            await store.Runs.SaveCheckpointAsync(lease, new RunCheckpoint { Step = Step, Position = "0" }, new RunCounts(), CancellationToken.None);
        for (var batch = next; batch < batches; batch++)
            await WriteAsync(lease, batch);
        await store.Runs.FinishAsync(lease, new RunEnd { State = RunState.Succeeded }, CancellationToken.None);
    }

    private async Task<RunLease> ClaimAsync(string runId, TimeSpan duration)
    {
        while (true)
        {
            try
            {
                return await store.Runs.ClaimAsync(runId, "worker-" + Environment.ProcessId.ToString(CultureInfo.InvariantCulture), duration, CancellationToken.None);
            }
            catch (AgentException exception) when (exception.Code == StateErrorCodes.Busy)
            {
                await Task.Delay(10);
            }
        }
    }

    private async Task WriteAsync(RunLease lease, int batch)
    {
        var keys = Enumerable.Range(batch * RecordsPerBatch, RecordsPerBatch).ToArray();
        var payload = JsonSerializer.SerializeToUtf8Bytes(keys);
        var intent = new EffectIntent
        {
            Key = new EffectKey(Step, batch),
            Connection = "warehouse",
            Object = "leads",
            Verb = "upsert",
            Records = keys.Length,
            IntentDigest = CanonicalJson.Hash(payload),
            Keys = payload,
        };
        var entry = await store.Effects.BeginAsync(lease, intent, CancellationToken.None);
        if (entry.Status == EffectStatus.Acknowledged)
            return;
        if (entry.Status == EffectStatus.InDoubt)
            await store.Effects.RepeatAsync(lease, intent, "keyed upsert", CancellationToken.None);
        faults.Hit(FaultPoints.BeforeCall);
        await SendAsync(batch, payload);
        faults.Hit(FaultPoints.AfterCall);
        await store.Effects.AcknowledgeAsync(
            lease,
            intent.Key,
            new EffectAcknowledgement
            {
                Counts = new RunCounts { Read = keys.Length, Created = keys.Length },
                OutcomeDigest = CanonicalJson.Hash(Encoding.UTF8.GetBytes("outcome " + batch)),
                Checkpoint = new RunCheckpoint { Step = Step, Position = Text(batch + 1), Cursor = Text(keys[^1]) },
            },
            CancellationToken.None);
    }

    private async Task SendAsync(int batch, byte[] payload)
    {
        var line = Encoding.UTF8.GetBytes($"{batch} {Encoding.UTF8.GetString(payload)}\n");
        await using var stream = new FileStream(target, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        await stream.WriteAsync(line);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
