using System.Text.Json;
using System.Text.RegularExpressions;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Discovery;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Sandboxing;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Hosting;

public sealed partial class IntegrationService
{
    private static readonly TimeSpan AnswersKept = TimeSpan.FromHours(24);

    /// <summary>
    /// Runs a discovery script against one connection: in the sandbox, with a read-only capability and the limits of discovery. What it gives to
    /// <c>job.Answer</c> comes back in an envelope, masked unless the workspace's policy shows values; the whole answer is kept encrypted for 24 hours.
    /// </summary>
    public Task<DiscoveryEnvelope> DiscoverAsync(string connection, string source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Discovery.TracedAsync("script", connection, null, () => DiscoverByScriptAsync(connection, source, cancellationToken));
    }

    private async Task<DiscoveryEnvelope> DiscoverByScriptAsync(string connection, string source, CancellationToken cancellationToken)
    {
        var began = host.Options.Time.GetTimestamp();
        using var patience = new CancellationTokenSource(Discovery.Limits.WallTime, host.Options.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        DiscoveryEnvelope envelope;
        try
        {
            var (answer, rows, calls) = await RunDiscoveryAsync(connection, source, linked.Token).ConfigureAwait(false);
            var fitted = DiscoveryAnswer.Fit(answer, Discovery.Limits.AnswerBytes, rows, Elapsed());
            envelope = new DiscoveryEnvelope { Ok = true, Value = fitted.Value, Truncated = fitted.Truncated, Stats = new DiscoveryStats { Calls = calls, Rows = rows, Ms = Elapsed() } };
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && ErrorOf(exception, patience.IsCancellationRequested) is { } error)
        {
            envelope = new DiscoveryEnvelope { Ok = false, Error = error, Stats = new DiscoveryStats { Ms = Elapsed() } };
        }

        await host.Store.Audit.AppendAsync(
            new AuditEvent
            {
                Type = AuditEventTypes.DiscoveryCall,
                Subject = connection,
                Data = new Dictionary<string, string>
                {
                    ["method"] = "script",
                    ["script"] = Workspaces.Integration.HashOf(source),
                    ["ok"] = envelope.Ok ? "true" : "false",
                    ["code"] = envelope.Error?.Code ?? "",
                },
            },
            cancellationToken).ConfigureAwait(false);
        return envelope;

        long Elapsed() => (long)host.Options.Time.GetElapsedTime(began).TotalMilliseconds;
    }

    private async Task<(JsonElement Answer, long Rows, long Calls)> RunDiscoveryAsync(string connection, string source, CancellationToken cancellationToken)
    {
        var values = host.Workspace.Configuration.Policy.Values;
        if (values == ValueEgress.SchemaOnly)
            throw await Discovery.RefuseAsync(connection, "script", cancellationToken).ConfigureAwait(false);
        var open = await host.ConnectAsync(connection, cancellationToken).ConfigureAwait(false);
        var words = Word().Matches(source).Select(match => match.Value).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var objects = await ObjectsOfAsync(connection, words, cancellationToken).ConfigureAwait(false);
        ConnectionSchema[] schemas = [new() { Connection = connection, PackageId = PackageOf(connection), Objects = objects, IsTarget = false }];
        var report = validator.Validate(
            new ValidationRequest { Source = validator.WithBindings(source, schemas, cancellationToken), Schemas = schemas, Allowed = AllowedEffects.AnyRead },
            cancellationToken);
        if (report.Assembly is null)
            throw ScriptRefused(report);
        var limits = new SandboxLimits { WallTime = Discovery.Limits.WallTime, CpuTime = Discovery.Limits.CpuTime, MemoryBytes = Discovery.Limits.MemoryBytes };
        var broker = new Broker(new BrokerContext
        {
            Connections = new Dictionary<string, IDriverConnection> { [connection] = open },
            Permissions = PermissionSet.ReadOnly,
            MaxRows = Discovery.Limits.Rows,
            MaxRequests = Discovery.Limits.Calls,
        });
        var sandbox = await host.SandboxAsync(cancellationToken).ConfigureAwait(false);
        var request = new SandboxRequest { HostAssemblyPath = host.ScriptHostPath, Kind = SandboxKind.Script, Limits = limits };
        var session = await ScriptSession.StartAsync(await sandbox.StartAsync(request, cancellationToken).ConfigureAwait(false), limits, broker, cancellationToken).ConfigureAwait(false);
        await using var ended = session.ConfigureAwait(false);
        var now = await host.Store.Clock.GetUtcNowAsync(cancellationToken).ConfigureAwait(false);
        var reply = await session.RunAsync(new RunBody { Assembly = report.Assembly, Now = now, Seed = 0 }, cancellationToken).ConfigureAwait(false);
        if (broker.FirstError is { } error)
            throw error;
        if (reply.Failure is { } failure)
            throw new AgentException(DiscoveryErrorCodes.Script, $"The script failed: {failure.Message} ({failure.Code})", failure.NextAction ?? "Correct the script.", ExitCode.Findings);
        if (broker.Answer is not { } answer)
            throw new AgentException(DiscoveryErrorCodes.Script, "The script gave no answer.", "Call job.Answer with what it found.", ExitCode.Findings);
        await host.Store.Results.PutAsync("discovery", System.Text.Encoding.UTF8.GetBytes(answer.GetRawText()), AnswersKept, cancellationToken).ConfigureAwait(false);
        if (values != ValueEgress.Shown)
            return (new AnswerGate(objects, words).Mask(answer), broker.RecordsRead, broker.Calls);
        await Discovery.RecordShownAsync(connection, "script", string.Join(',', objects.Select(item => item.Name)), CanonicalJson.Hash(System.Text.Encoding.UTF8.GetBytes(answer.GetRawText())), cancellationToken).ConfigureAwait(false);
        return (answer, broker.RecordsRead, broker.Calls);
    }

    /// <summary>The objects that the script names, by their class or as a constant.</summary>
    private async Task<IReadOnlyList<ObjectSchema>> ObjectsOfAsync(string connection, HashSet<string> words, CancellationToken cancellationToken)
    {
        var schemas = new List<ObjectSchema>();
        foreach (var item in await Discovery.ListObjectsAsync(connection, null, refresh: false, cancellationToken).ConfigureAwait(false))
        {
            if (words.Contains(item.Name) || words.Contains(ScriptBindings.SourceClass(item.Name)))
                schemas.Add(await Discovery.GetFieldsAsync(connection, item.Name, refresh: false, cancellationToken).ConfigureAwait(false));
        }

        return schemas;
    }

    private static AgentException ScriptRefused(ValidationReport report)
    {
        var first = report.Diagnostics.First();
        var code = first.Code.StartsWith("E-EFF", StringComparison.Ordinal) ? DiscoveryErrorCodes.WriteDenied : DiscoveryErrorCodes.Script;
        return new AgentException(code, $"{first.Message} ({first.Code}, line {first.Line})", first.NextAction.Length > 0 ? first.NextAction : "Correct the script.", ExitCode.Findings);
    }

    private static DiscoveryError? ErrorOf(Exception exception, bool overtime) => exception switch
    {
        AgentException { Code: "E-RUN-ROWS" or "E-RUN-REQUESTS" or "E-SBX-MEMORY" or "E-SBX-CPU" or "E-SBX-THREADS" or "E-SBX-OUTPUT" or "E-SBX-FILES" } limit =>
            new DiscoveryError { Code = DiscoveryErrorCodes.Limit, Message = limit.Message, Retry = "never" },
        AgentException { Code: "E-SBX-TIME" } slow => new DiscoveryError { Code = DiscoveryErrorCodes.Timeout, Message = slow.Message, Retry = "after" },
        _ => DiscoveryAnswer.Error(exception, overtime),
    };

    [GeneratedRegex("[A-Za-z_][A-Za-z0-9_]*")]
    private static partial Regex Word();
}
