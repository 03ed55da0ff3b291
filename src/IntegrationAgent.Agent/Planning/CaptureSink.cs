using System.Collections.Concurrent;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Planning;

/// <summary>Captures a script's writes instead of sending them: the dry run's sink. Targets are only read.</summary>
internal sealed class CaptureSink(IReadOnlyDictionary<string, IDriverConnection> connections, PermissionSet permissions, PlanSpill spill, long seed) : IWriteSink
{
    private readonly ConcurrentDictionary<string, PlannedObject> objects = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<WriteCapture> captures = new();

    /// <inheritdoc />
    public long Calls => 0;

    public IReadOnlyList<PlannedObject> Objects => [.. objects.Values.OrderBy(item => item.Connection, StringComparer.Ordinal).ThenBy(item => item.Object, StringComparer.Ordinal)];

    public IReadOnlyList<WriteCapture> Captures => [.. captures.OrderBy(capture => capture.Body.Step)];

    /// <inheritdoc />
    public bool HasCaptured(string connection, string target) =>
        captures.Any(capture => capture.Body.Connection == connection && capture.Body.Object == target);

    /// <inheritdoc />
    public async Task<EnsureObjectResponse> EnsureObjectAsync(ScriptEnsureBody body, CancellationToken cancellationToken)
    {
        var request = new EnsureObjectRequest { Object = body.Request.Object, Fields = body.Request.Fields, KeyFields = body.Request.KeyFields, DryRun = true };
        var response = await connections[body.Connection].EnsureObjectAsync(request, cancellationToken).ConfigureAwait(false);
        objects[$"{body.Connection}/{request.Object}"] = new PlannedObject
        {
            Connection = body.Connection,
            Object = request.Object,
            Creates = response.Created,
            Statement = response.Statement,
            Schema = response.Schema,
        };
        return response;
    }

    /// <inheritdoc />
    public async Task<ScriptWriteReply> WriteAsync(WireExchange script, ScriptWriteBody body, SourceStep? source, CancellationToken cancellationToken)
    {
        var exists = !objects.TryGetValue($"{body.Connection}/{body.Object}", out var planned) || !planned.Creates;
        var capture = new WriteCapture(
            body,
            new BeforeImages(connections[body.Connection], body.Object, body.KeyFields),
            exists,
            spill,
            new Random(unchecked((int)seed + body.Step)));
        captures.Enqueue(capture);
        await foreach (var page in script.ReadPagesAsync(cancellationToken).ConfigureAwait(false))
        {
            permissions.Require(body.Connection, body.Object, EffectVerbs.Of(body.Mode), page.Schema.Fields.Select(field => field.Name), body.KeyFields);
            using var records = page.ToRecordPage();
            await capture.AddAsync(records, cancellationToken).ConfigureAwait(false);
        }

        return capture.ToReply();
    }
}
