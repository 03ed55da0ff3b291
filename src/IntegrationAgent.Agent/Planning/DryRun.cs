using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Sandboxing;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Planning;

/// <summary>Runs a script with real reads and captured writes, in the same sandbox and from the same assembly as the run, and makes the plan of it.</summary>
internal sealed class DryRun(Func<CancellationToken, Task<SandboxProcess>> takeSandbox, SandboxLimits limits)
{
    /// <summary>An estimate: what a call to a system over the network writes at most.</summary>
    private const int RecordsPerCall = 200;

    public async Task<Plan> PlanAsync(DryRunRequest request, CancellationToken cancellationToken)
    {
        using var spill = new PlanSpill(request.SpillFolder);
        var permissions = new PermissionSet(request.Effects);
        var sink = new CaptureSink(request.Connections, permissions, spill, request.Seed);
        var before = await CallsAsync(request, cancellationToken).ConfigureAwait(false);
        var broker = new Broker(new BrokerContext
        {
            Connections = request.Connections,
            Permissions = permissions,
            Sink = sink,
            Cursors = request.Cursors,
            MaxRows = request.MaxRows,
        });
        string isolation;
        var session = await ScriptSession.StartAsync(await takeSandbox(cancellationToken).ConfigureAwait(false), limits, broker, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            isolation = session.Isolation;
            var reply = await session.RunAsync(
                new RunBody { Assembly = request.Assembly, Now = request.Now, Seed = unchecked((int)request.Seed), Parameters = request.Parameters },
                cancellationToken).ConfigureAwait(false);
            if (broker.FirstError is { } error)
                throw Explain(error);
            if (reply.Failure is { } failure)
                throw new AgentException("E-DRY-SCRIPT", $"The script failed{(reply.FailureLine > 0 ? $" at line {reply.FailureLine}" : "")}: {failure.Message} ({failure.Code})", failure.NextAction ?? "Correct the script and check it again.", ExitCode.Findings);
        }

        var deletes = await DeletesAsync(request, broker, sink, cancellationToken).ConfigureAwait(false);
        var after = await CallsAsync(request, cancellationToken).ConfigureAwait(false);
        return Build(request, broker, sink, spill, deletes, before, after, isolation);
    }

    private static Plan Build(
        DryRunRequest request,
        Broker broker,
        CaptureSink sink,
        PlanSpill spill,
        PlannedDeletes deletes,
        Dictionary<string, long> before,
        Dictionary<string, long> after,
        string isolation)
    {
        var writes = sink.Captures.Select(capture => capture.ToWrite(request.Connections[capture.Body.Connection].Capabilities)).ToList();
        var calls = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, connection) in request.Connections)
        {
            var reads = after.GetValueOrDefault(name) - before.GetValueOrDefault(name);
            var changed = writes.Where(write => write.Connection == name && write.Way == BulkChoice.Pages).Sum(write => write.Creates + write.Updates);
            var jobs = writes.Where(write => write.Connection == name && write.Way == BulkChoice.Bulk).Sum(write => BulkChoice.CallsOf(write.Records));
            calls[name] = reads + jobs + (OverNetwork(connection) ? (changed + RecordsPerCall - 1) / RecordsPerCall : 0);
        }

        var notes = new List<string>();
        notes.AddRange(broker.Sources.Where(source => source.Body.LeftFlow).Select(source => $"The script reads {source.Body.Connection}.{source.Body.Query.Object} outside of a flow: after a crash that step starts from its start."));
        notes.Add($"The dry run ran in: {isolation}.");
        return new Plan
        {
            Integration = request.Integration,
            ScriptSha256 = request.ScriptSha256,
            AssemblySha256 = CanonicalJson.Hash(request.Assembly),
            Now = request.Now,
            Seed = request.Seed,
            Parameters = request.Parameters.Count == 0 ? null : new SortedDictionary<string, string>(request.Parameters.ToDictionary(), StringComparer.Ordinal),
            Effects = request.Effects,
            Reads = [.. broker.Sources.OrderBy(source => source.Step).Select(source => new PlannedRead
            {
                Connection = source.Body.Connection,
                Object = source.Body.Query.Object,
                Fields = source.Body.Query.Fields,
                Condition = FilterText.Of(source.Body.Query.Filter),
                ChangedSince = source.Body.ChangedSince,
                Records = source.RecordsRead,
            })],
            Writes = writes,
            Objects = sink.Objects,
            Deletes = deletes,
            Calls = calls,
            Scopes = new SortedDictionary<string, IReadOnlyList<string>>(request.Connections.ToDictionary(pair => pair.Key, pair => pair.Value.Identity.Scopes), StringComparer.Ordinal),
            Notes = notes,
            Literals = request.Literals,
            Segments = spill.Complete(),
        };
    }

    private static async Task<PlannedDeletes> DeletesAsync(DryRunRequest request, Broker broker, CaptureSink sink, CancellationToken cancellationToken)
    {
        var rule = broker.Sources.Select(source => source.Body.Deletes).DefaultIfEmpty(DeleteRule.Ignore).Max();
        var keys = new List<string>();
        foreach (var source in broker.Sources.Where(source => source.Body.Deletes == DeleteRule.Delete && source.DeletedIds.Count > 0))
        {
            foreach (var write in sink.Captures.Select(capture => capture.Body).Where(body => body.SourceStep == source.Step && body.KeyFields.Count == 1))
            {
                var images = new BeforeImages(request.Connections[write.Connection], write.Object, write.KeyFields);
                var present = await images.ReadAsync([.. source.DeletedIds.Select(id => new[] { RecordValue.From(id) })], [], cancellationToken).ConfigureAwait(false);
                keys.AddRange(present.Keys);
            }
        }

        keys.Sort(StringComparer.Ordinal);
        return new PlannedDeletes { Rule = rule.ToString().ToLowerInvariant(), Records = keys.Count, Keys = [.. keys.Take(PlannedDeletes.MaxListed)] };
    }

    private static async Task<Dictionary<string, long>> CallsAsync(DryRunRequest request, CancellationToken cancellationToken)
    {
        var calls = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, connection) in request.Connections)
            calls[name] = (await connection.GetRateLimitAsync(cancellationToken).ConfigureAwait(false)).CallsMade;
        return calls;
    }

    private static bool OverNetwork(DriverHosts.IDriverConnection connection) => connection.Identity.Host.Contains('.', StringComparison.Ordinal) || connection.Identity.Host.Contains(':', StringComparison.Ordinal);

    private static Exception Explain(Exception error) => error switch
    {
        DriverException driver => new AgentException(
            $"E-DRY-{driver.Code.Value.ToUpperInvariant().Replace('_', '-')}",
            driver.Message,
            driver.Suggestions.Count > 0 ? $"Nearest: {string.Join(", ", driver.Suggestions)}." : "Correct what the message names, then make the dry run again.",
            driver.Code == DriverErrorCode.AuthenticationFailed || driver.Code == DriverErrorCode.ConnectionFailed ? ExitCode.Connection : ExitCode.Findings,
            driver),
        _ => error,
    };
}
