using System.Collections.Concurrent;
using System.Text.Json;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Faults;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Execution;

/// <summary>
/// Stands between a script and the driver hosts: checks every request against what the script may do, forwards pages without decoding them,
/// and hands writes to the sink. One for each script host.
/// </summary>
internal sealed class Broker(BrokerContext context) : IWireHandler
{
    private const string AnswerEvent = "answer";
    private readonly ConcurrentDictionary<int, SourceStep> sources = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<SourceStep>> awaited = new();
    private readonly TaskCompletionSource<ReadyBody> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? firstError;
    private long requests;
    private long calls;

    /// <summary>Completes when the script host is jailed and waits for its script.</summary>
    public Task<ReadyBody> Ready => ready.Task;

    /// <summary>The queries of the script so far.</summary>
    public IReadOnlyCollection<SourceStep> Sources => [.. sources.Values];

    /// <summary>The first request that failed, whatever the script made of it; null while none has.</summary>
    public Exception? FirstError => firstError;

    /// <summary>What a discovery script has answered last; null while it has not.</summary>
    public JsonElement? Answer { get; private set; }

    /// <summary>Records read so far.</summary>
    public long RecordsRead => sources.Values.Sum(source => source.RecordsRead);

    /// <summary>Calls to the systems so far, the sink's included.</summary>
    public long Calls => Interlocked.Read(ref calls) + (context.Sink?.Calls ?? 0);

    /// <inheritdoc />
    public async Task HandleAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        try
        {
            await DispatchAsync(exchange, cancellationToken).ConfigureAwait(false);
        }
        catch (AgentException exception)
        {
            Interlocked.CompareExchange(ref firstError, exception, null);
            throw ToFault(exception);
        }
        catch (Exception exception) when (exception is DriverException or WireFaultException or WireException)
        {
            Interlocked.CompareExchange(ref firstError, exception, null);
            throw;
        }
    }

    /// <summary>An error of the agent as the script sees it.</summary>
    internal static WireFaultException ToFault(AgentException exception) => new(new WireFault
    {
        Kind = WireFault.HostKind,
        Code = exception.Code,
        Message = exception.Message,
        NextAction = exception.NextAction,
        Retry = RetryAdvice.Never,
    });

    private Task DispatchAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        if (exchange.Method == ScriptMethods.Ready)
        {
            ready.TrySetResult(exchange.ReadBody(WireJson.Default.ReadyBody));
            exchange.Reply(Nothing.Instance, WireJson.Default.Nothing);
            return Task.CompletedTask;
        }

        if (Interlocked.Increment(ref requests) > context.MaxRequests)
            throw new AgentException("E-RUN-REQUESTS", $"The script made more than {context.MaxRequests} requests.", "Read in flows instead of record by record.", ExitCode.Refused);
        return exchange.Method switch
        {
            ScriptMethods.Query => QueryAsync(exchange, cancellationToken),
            ScriptMethods.QueryNative => QueryNativeAsync(exchange, cancellationToken),
            ScriptMethods.Write => WriteAsync(exchange, cancellationToken),
            ScriptMethods.EnsureObject => EnsureObjectAsync(exchange, cancellationToken),
            ScriptMethods.ListObjects => ListObjectsAsync(exchange, cancellationToken),
            ScriptMethods.GetFields => GetFieldsAsync(exchange, cancellationToken),
            ScriptMethods.GetRelationships => GetRelationshipsAsync(exchange, cancellationToken),
            ScriptMethods.Operation => OperationAsync(exchange, cancellationToken),
            ScriptMethods.Log => LogAsync(exchange),
            _ => throw new AgentException("E-RUN-METHOD", "The script host asked for something that does not exist.", "Install agent and hosts of one version.", ExitCode.Refused),
        };
    }

    private async Task QueryAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var body = exchange.ReadBody(WireJson.Default.ScriptQueryBody);
        var connection = Connection(body.Connection);
        context.Permissions.Require(body.Connection, body.Query.Object, EffectVerb.Read, body.Query.Fields, []);
        if (context.Sink?.HasCaptured(body.Connection, body.Query.Object) == true)
        {
            throw new AgentException(
                "E-DRY-UNPREDICTABLE",
                $"The script reads {body.Connection}.{body.Query.Object} after writing it: a dry run cannot say what it would find.",
                "Read it before writing.",
                ExitCode.Refused);
        }

        var resuming = context.Resume.TryGetValue(body.Step, out var start);
        start ??= body.ChangedSince is not null && context.Cursors.TryGetValue(body.Step, out var cursor)
            ? new StepPosition { Watermark = cursor.Watermark, WatermarkType = cursor.WatermarkType, Feed = cursor.Feed }
            : new StepPosition();
        var step = new SourceStep(body.Step, body, body.ChangedSince, start);
        if (!sources.TryAdd(body.Step, step))
            throw new AgentException("E-RUN-STEP", "The script used the number of a step twice.", "Install agent and hosts of one version.", ExitCode.Refused);
        Awaited(body.Step).TrySetResult(step);
        var schema = body.ChangedSince is null
            ? null
            : await connection.GetFieldsAsync(new GetFieldsRequest { Object = body.Query.Object }, cancellationToken).ConfigureAwait(false);
        await RequireCallsAsync(body.Connection, cancellationToken).ConfigureAwait(false);
        if (ChangeQuery.NeedsFeed(body, schema, connection.Capabilities))
        {
            await FollowAsync(connection, exchange, step, body, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            using var upstream = connection.OpenQuery(ChangeQuery.Prepare(body, start, schema?.KeyFields is [var first, ..] ? first : null, resuming));
            await ForwardAsync(upstream, exchange, step, body, cancellationToken).ConfigureAwait(false);
        }

        // Deletes count from where the last run that ended well had come to, not from where this one resumes.
        if (body.Deletes != DeleteRule.Ignore && context.Cursors.TryGetValue(body.Step, out var last) && last is not { Watermark: null, Feed: null })
            await FindDeletedAsync(connection, step, schema, last, cancellationToken).ConfigureAwait(false);
        exchange.EndPages();
        exchange.Reply(new StreamReply { Pages = step.End.Pages - start.Pages, Records = step.RecordsRead }, WireJson.Default.StreamReply);
    }

    private async Task ForwardAsync(WireExchange upstream, WireExchange exchange, SourceStep step, ScriptQueryBody body, CancellationToken cancellationToken)
    {
        await foreach (var page in upstream.ReadPagesAsync(cancellationToken).ConfigureAwait(false))
        {
            using (page)
            {
                var number = step.Add(page);
                context.Faults.Hit(FaultPoints.PageRead);
                context.OnProgress?.Invoke();
                RequireRows();
                await exchange.SendPageAsync(page, number, cancellationToken).ConfigureAwait(false);
                if (page.StopReason is null)
                    await RequireCallsAsync(body.Connection, cancellationToken).ConfigureAwait(false);
            }
        }

        var reply = await upstream.GetReplyAsync(WireJson.Default.StreamReply, cancellationToken).ConfigureAwait(false);
        Interlocked.Add(ref calls, reply.Calls);
        RequireComplete(step, body);
    }

    private static void RequireComplete(SourceStep step, ScriptQueryBody body)
    {
        if (step.Stopped is null || (step.Stopped == StopReason.Budget && body.Query.MaxCalls is null))
        {
            throw new DriverException(DriverErrorCode.IncompleteResult, $"The source ended {body.Query.Object} without saying that it was complete. Resume the run.")
            {
                Scope = ErrorScope.Object,
                Retry = RetryAdvice.After,
                Target = body.Query.Object,
            };
        }
    }

    /// <summary>Reads through the change feed. A position that the source does not know any more means everything again, which a keyed write absorbs.</summary>
    private async Task FollowAsync(IDriverConnection connection, WireExchange exchange, SourceStep step, ScriptQueryBody body, CancellationToken cancellationToken)
    {
        var request = ChangeQuery.OfFeed(body, step.Start);
        try
        {
            await ForwardChangesAsync(connection, request, exchange, step, body, cancellationToken).ConfigureAwait(false);
        }
        catch (DriverException exception) when (exception.Code == DriverErrorCode.CursorExpired && request.Since is not null && step.End == step.Start)
        {
            await ForwardChangesAsync(connection, ChangeQuery.FromStart(request), exchange, step, body, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ForwardChangesAsync(
        IDriverConnection connection, ChangesRequest request, WireExchange exchange, SourceStep step, ScriptQueryBody body, CancellationToken cancellationToken)
    {
        var isFirst = true;
        await foreach (var change in connection.GetChangesAsync(request, cancellationToken).ConfigureAwait(false))
        {
            using (change)
            {
                var page = ChangeQuery.Asked(change.Changed, body.Query.Fields);
                try
                {
                    var number = step.Add(change);
                    Interlocked.Increment(ref calls);
                    context.Faults.Hit(FaultPoints.PageRead);
                    context.OnProgress?.Invoke();
                    RequireRows();
                    if (isFirst)
                        exchange.SendSchema(page.Schema);
                    isFirst = false;
                    await exchange.SendPageAsync(page, number, cancellationToken).ConfigureAwait(false);
                    if (page.StopReason is null)
                        await RequireCallsAsync(body.Connection, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    page.Dispose();
                }
            }
        }

        RequireComplete(step, body);
    }

    private void RequireRows()
    {
        if (RecordsRead > context.MaxRows)
            throw new AgentException("E-RUN-ROWS", $"The script read more than the {context.MaxRows} records that are allowed.", "Narrow the filter, or raise the cap in intagent.json and have it approved.", ExitCode.Refused);
    }

    private static async Task FindDeletedAsync(IDriverConnection connection, SourceStep step, ObjectSchema? schema, StepPosition last, CancellationToken cancellationToken)
    {
        if (!connection.Capabilities.Contains("change_feed") || schema is { DeletesUnknown: true })
        {
            step.DeletesUnknown = true;
            return;
        }

        var request = new ChangesRequest
        {
            Object = step.Body.Query.Object,
            Fields = [],
            Since = last.Feed,
            SinceTime = last.Feed is null ? DateTimeOffset.Parse(last.Watermark!, System.Globalization.CultureInfo.InvariantCulture) - ChangeQuery.Overlap : null,
            DeletesOnly = true,
        };
        var ids = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            await foreach (var page in connection.GetChangesAsync(request, cancellationToken).ConfigureAwait(false))
            {
                using (page)
                    ids.UnionWith(page.DeletedIds);
            }
        }
        catch (DriverException exception) when (exception.Code == DriverErrorCode.CursorExpired)
        {
            // The source no longer knows that far back: said in the report, never taken for "none".
            step.DeletesUnknown = true;
        }

        step.DeletedIds = [.. ids];
    }

    private async Task QueryNativeAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var body = exchange.ReadBody(WireJson.Default.ScriptNativeQueryBody);
        var connection = Connection(body.Connection);
        context.Permissions.Require(body.Connection, "", EffectVerb.NativeQuery, [], []);
        long pages = 0, records = 0;
        await foreach (var page in connection.QueryNativeAsync(body.Query, cancellationToken).ConfigureAwait(false))
        {
            using (page)
            {
                records += page.Count;
                if (pages == 0)
                    exchange.SendSchema(page.Schema);
                if (page.StopReason is null)
                    await RequireCallsAsync(body.Connection, cancellationToken).ConfigureAwait(false);
                await exchange.SendPageAsync(page, ++pages, cancellationToken).ConfigureAwait(false);
            }
        }

        exchange.EndPages();
        exchange.Reply(new StreamReply { Pages = pages, Records = records }, WireJson.Default.StreamReply);
    }

    private async Task WriteAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var body = exchange.ReadBody(WireJson.Default.ScriptWriteBody);
        _ = Connection(body.Connection);
        context.Permissions.Require(body.Connection, body.Object, EffectVerbs.Of(body.Mode), [], body.KeyFields);
        var sink = context.Sink ?? throw new AgentException(
            "E-DSC-WRITE-DENIED", "A discovery script may only read.", "Leave the write to the integration's script.", ExitCode.Refused);
        // A script opens its write before the query that feeds it: the first page cannot come before the query has begun.
        var source = body.SourceStep is { } number ? await Awaited(number).Task.WaitAsync(cancellationToken).ConfigureAwait(false) : null;
        exchange.Reply(await sink.WriteAsync(exchange, body, source, cancellationToken).ConfigureAwait(false), WireJson.Default.ScriptWriteReply);
    }

    private async Task EnsureObjectAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var body = exchange.ReadBody(WireJson.Default.ScriptEnsureBody);
        _ = Connection(body.Connection);
        context.Permissions.Require(body.Connection, body.Request.Object, EffectVerb.CreateObject, body.Request.Fields.Select(field => field.Name), body.Request.KeyFields);
        var sink = context.Sink ?? throw new AgentException(
            "E-DSC-WRITE-DENIED", "A discovery script may only read.", "Leave the change to the integration's script.", ExitCode.Refused);
        exchange.Reply(await sink.EnsureObjectAsync(body, cancellationToken).ConfigureAwait(false), WireJson.Default.EnsureObjectResponse);
    }

    private async Task ListObjectsAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var body = exchange.ReadBody(WireJson.Default.ScriptObjectBody);
        RequireDiscovery();
        var objects = await Connection(body.Connection).ListObjectsAsync(new ListObjectsRequest { NameContains = body.Object }, cancellationToken).ConfigureAwait(false);
        exchange.Reply(objects, WireJson.Default.IReadOnlyListObjectSummary);
    }

    private async Task GetFieldsAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var body = exchange.ReadBody(WireJson.Default.ScriptObjectBody);
        RequireDiscovery();
        var schema = await Connection(body.Connection).GetFieldsAsync(new GetFieldsRequest { Object = body.Object ?? "" }, cancellationToken).ConfigureAwait(false);
        exchange.Reply(schema, WireJson.Default.ObjectSchema);
    }

    private async Task GetRelationshipsAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var body = exchange.ReadBody(WireJson.Default.ScriptObjectBody);
        RequireDiscovery();
        var relationships = await Connection(body.Connection).GetRelationshipsAsync(new GetRelationshipsRequest { Object = body.Object ?? "" }, cancellationToken).ConfigureAwait(false);
        exchange.Reply(relationships, WireJson.Default.IReadOnlyListRelationship);
    }

    private async Task OperationAsync(WireExchange exchange, CancellationToken cancellationToken)
    {
        var body = exchange.ReadBody(WireJson.Default.ScriptOperationBody);
        context.Permissions.Require(body.Connection, body.Operation, EffectVerb.Operation, [], []);
        var connection = Connection(body.Connection);
        await RequireCallsAsync(body.Connection, cancellationToken).ConfigureAwait(false);
        var result = await connection.InvokeOperationAsync(body.Operation, body.Arguments, cancellationToken).ConfigureAwait(false);
        exchange.Reply(new OperationReply { Result = result }, WireJson.Default.OperationReply);
    }

    private Task LogAsync(WireExchange exchange)
    {
        var body = exchange.ReadBody(WireJson.Default.LogBody);
        if (body.Event == AnswerEvent)
            Answer = Parse(body.Message);
        exchange.Reply(Nothing.Instance, WireJson.Default.Nothing);
        return Task.CompletedTask;
    }

    private static JsonElement Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            throw new AgentException("E-RUN-METHOD", "The script host gave an answer that is not JSON.", "Install agent and hosts of one version.", ExitCode.Refused, exception);
        }
    }

    private TaskCompletionSource<SourceStep> Awaited(int step) =>
        awaited.GetOrAdd(step, _ => new TaskCompletionSource<SourceStep>(TaskCreationOptions.RunContinuationsAsynchronously));

    private Task RequireCallsAsync(string connection, CancellationToken cancellationToken) => context.RequireCalls?.Invoke(connection, cancellationToken) ?? Task.CompletedTask;

    private void RequireDiscovery()
    {
        if (!context.Permissions.AnyRead)
            throw new AgentException("E-POL-DENIED", "An integration script may not ask for schemas: its bindings are its schema.", "Ask in a discovery script.", ExitCode.Refused);
    }

    private IDriverConnection Connection(string name) => context.Connections.TryGetValue(name, out var connection)
        ? connection
        : throw new AgentException("E-POL-DENIED", $"The script may not use the connection '{name}'.", "Add it to the requirements and have the new plan approved.", ExitCode.Refused);
}
