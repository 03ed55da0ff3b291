using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using IntegrationAgent.Driver;
using IntegrationAgent.Scripting.Backends;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Scripting.Standalone;

/// <summary>Opens the drivers in this process. Writes only when told to; otherwise it says what would be written.</summary>
internal sealed class StandaloneBackend(
    Func<string, CancellationToken, Task<IDriverClient>> open,
    StandaloneOptions options,
    LocalCheckpoint checkpoint,
    TextWriter output,
    TimeProvider timeProvider) : IScriptBackend, IAsyncDisposable
{
    private readonly Dictionary<string, Task<IDriverClient>> clients = new(StringComparer.Ordinal);
    private readonly Dictionary<int, ScriptQueryBody> queries = [];

    public DateTimeOffset Now { get; } = timeProvider.GetUtcNow();

    public int Seed => 0;

    public IReadOnlyDictionary<string, string> Parameters => options.Parameters;

    public bool Applies => options.Apply;

    /// <summary>What became of all writes.</summary>
    public List<StandaloneWrite> Writes { get; } = [];

    public async IAsyncEnumerable<RecordPage> QueryAsync(ScriptQueryBody query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        lock (queries)
            queries[query.Step] = query;
        var client = await ClientAsync(query.Connection, cancellationToken).ConfigureAwait(false);
        var mark = -1;
        RecordValue? last = null;
        await foreach (var page in AheadAsync(client.QueryAsync(Prepare(query), cancellationToken), query.Query.Object, cancellationToken).ConfigureAwait(false))
        {
            if (query.ChangedSince is { } field && page.Count > 0)
            {
                mark = page.Schema.IndexOf(field);
                last = mark >= 0 && page[page.Count - 1].GetValue(mark) is { IsNull: false } value ? value : last;
            }

            yield return page;
        }

        if (last is { } reached)
            checkpoint.Reach(query.Step, reached);
    }

    public async IAsyncEnumerable<RecordPage> QueryNativeAsync(ScriptNativeQueryBody query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var native = await AbleAsync<INativeQuery>(query.Connection, "be queried in a language of its own", cancellationToken).ConfigureAwait(false);
        await foreach (var page in AheadAsync(native.QueryNativeAsync(query.Query, cancellationToken), query.Connection, cancellationToken).ConfigureAwait(false))
            yield return page;
    }

    public async ValueTask<IScriptWrite> OpenWriteAsync(ScriptWriteBody write, RecordSchema schema, CancellationToken cancellationToken)
    {
        var client = await ClientAsync(write.Connection, cancellationToken).ConfigureAwait(false);
        ScriptQueryBody? source;
        lock (queries)
            source = write.SourceStep is { } step ? queries.GetValueOrDefault(step) : null;
        var opened = new StandaloneWrite(this, client, write, source);
        lock (Writes)
            Writes.Add(opened);
        return opened;
    }

    public async Task<EnsureObjectResponse> EnsureObjectAsync(ScriptEnsureBody ensure, CancellationToken cancellationToken)
    {
        var editor = await AbleAsync<ISchemaEditor>(ensure.Connection, "create objects", cancellationToken).ConfigureAwait(false);
        var request = new EnsureObjectRequest { Object = ensure.Request.Object, Fields = ensure.Request.Fields, KeyFields = ensure.Request.KeyFields, DryRun = !Applies };
        var response = await editor.EnsureObjectAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.Created)
            await output.WriteLineAsync($"{(Applies ? "created" : "would create")} {ensure.Connection}.{request.Object}").ConfigureAwait(false);
        return response;
    }

    public async Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ScriptObjectBody body, CancellationToken cancellationToken) =>
        await (await ClientAsync(body.Connection, cancellationToken).ConfigureAwait(false)).ListObjectsAsync(new ListObjectsRequest { NameContains = body.Object }, cancellationToken).ConfigureAwait(false);

    public async Task<ObjectSchema> GetFieldsAsync(ScriptObjectBody body, CancellationToken cancellationToken) =>
        await (await ClientAsync(body.Connection, cancellationToken).ConfigureAwait(false)).GetFieldsAsync(new GetFieldsRequest { Object = body.Object ?? "" }, cancellationToken).ConfigureAwait(false);

    public async Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(ScriptObjectBody body, CancellationToken cancellationToken) =>
        await (await ClientAsync(body.Connection, cancellationToken).ConfigureAwait(false)).GetRelationshipsAsync(new GetRelationshipsRequest { Object = body.Object ?? "" }, cancellationToken).ConfigureAwait(false);

    public async Task<JsonElement> InvokeAsync(ScriptOperationBody body, CancellationToken cancellationToken)
    {
        // Nothing says here whether an operation changes anything.
        if (!Applies)
            throw new ScriptException("E-SCR-DRY", $"Without --apply the operation '{body.Operation}' is not called.", "Start the script with --apply, or have the agent run it.");
        var operations = await AbleAsync<IDriverOperations>(body.Connection, "be called by operations of its own", cancellationToken).ConfigureAwait(false);
        return await operations.InvokeOperationAsync(body.Operation, body.Arguments, cancellationToken).ConfigureAwait(false);
    }

    public void Log(LogBody line)
    {
        lock (output)
            output.WriteLine(line.Level >= DriverLogLevel.Warning ? $"warning: {line.Message}" : line.Message);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var opening in clients.Values.Where(task => task.IsCompletedSuccessfully))
            await (await opening.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The ids that were deleted at the source since the last run; none where that cannot be known.</summary>
    internal async Task<IReadOnlyList<string>> DeletedAsync(ScriptQueryBody query, CancellationToken cancellationToken)
    {
        if (query.Deletes == Wire.Messages.DeleteRule.Ignore || checkpoint.StartOf(query.Step) is not { Type: FieldType.Timestamp } since
            || await ClientAsync(query.Connection, cancellationToken).ConfigureAwait(false) is not IChangeFeed feed
            || (await ((IDriverClient)feed).GetFieldsAsync(new GetFieldsRequest { Object = query.Query.Object }, cancellationToken).ConfigureAwait(false)).DeletesUnknown)
            return [];
        var ids = new HashSet<string>(StringComparer.Ordinal);
        var request = new ChangesRequest { Object = query.Query.Object, Fields = [], SinceTime = since.AsTimestamp(), DeletesOnly = true };
        await foreach (var page in feed.GetChangesAsync(request, cancellationToken).ConfigureAwait(false))
        {
            using (page)
                ids.UnionWith(page.DeletedIds);
        }

        return [.. ids];
    }

    private QueryRequest Prepare(ScriptQueryBody body)
    {
        var query = body.Query;
        if (body.ChangedSince is not { } field)
            return query;
        var since = checkpoint.StartOf(body.Step) is { } mark ? Filter.Compare(field, ComparisonOperator.GreaterOrEqual, mark) : null;
        return new QueryRequest
        {
            Object = query.Object,
            Fields = query.Fields,
            Filter = since is null ? query.Filter : query.Filter is null ? since : Filter.And(since, query.Filter),
            OrderBy = [new SortField { Field = field }],
            Limit = query.Limit,
        };
    }

    private Task<IDriverClient> ClientAsync(string connection, CancellationToken cancellationToken)
    {
        lock (clients)
        {
            if (!clients.TryGetValue(connection, out var client))
                clients[connection] = client = open(connection, cancellationToken);
            return client;
        }
    }

    private async Task<T> AbleAsync<T>(string connection, string ability, CancellationToken cancellationToken)
        where T : class =>
        await ClientAsync(connection, cancellationToken).ConfigureAwait(false) as T
        ?? throw new DriverException(DriverErrorCode.Unsupported, string.Create(CultureInfo.InvariantCulture, $"The driver of '{connection}' cannot {ability}."));

    /// <summary>Reads one page ahead, and holds the stream to its word that it is complete.</summary>
    private static async IAsyncEnumerable<RecordPage> AheadAsync(IAsyncEnumerable<RecordPage> pages, string what, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channel = Channel.CreateBounded<RecordPage>(1);
        var reading = ReadAsync();
        try
        {
            await foreach (var page in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return page;
        }
        finally
        {
            await stopped.CancelAsync().ConfigureAwait(false);
            await reading.ConfigureAwait(false);
        }

        async Task ReadAsync()
        {
            try
            {
                StopReason? stop = null;
                await foreach (var page in pages.WithCancellation(stopped.Token).ConfigureAwait(false))
                {
                    stop = page.StopReason;
                    await channel.Writer.WriteAsync(page, stopped.Token).ConfigureAwait(false);
                }

                channel.Writer.Complete(stop is StopReason.Exhausted or StopReason.Limit
                    ? null
                    : new DriverException(DriverErrorCode.IncompleteResult, $"The source ended {what} without saying that it was complete. Start the script again."));
            }
            catch (Exception exception)
            {
                // Whoever reads the pages gets it.
                channel.Writer.Complete(exception);
            }
        }
    }
}
