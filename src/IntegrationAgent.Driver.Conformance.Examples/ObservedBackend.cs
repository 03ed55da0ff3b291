using System.Text.Json;
using IntegrationAgent.Scripting.Backends;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>Notes what a script asks for, and passes it on.</summary>
internal sealed class ObservedBackend(IScriptBackend inner) : IScriptBackend
{
    private readonly SortedSet<string> effects = new(StringComparer.Ordinal);

    /// <summary>What was asked for so far, each once.</summary>
    public IReadOnlyList<string> Effects
    {
        get
        {
            lock (effects)
                return [.. effects];
        }
    }

    public DateTimeOffset Now => inner.Now;

    public int Seed => inner.Seed;

    public IReadOnlyDictionary<string, string> Parameters => inner.Parameters;

    public IAsyncEnumerable<RecordPage> QueryAsync(ScriptQueryBody query, CancellationToken cancellationToken)
    {
        Note("read", query.Connection, query.Query.Object);
        return inner.QueryAsync(query, cancellationToken);
    }

    public IAsyncEnumerable<RecordPage> QueryNativeAsync(ScriptNativeQueryBody query, CancellationToken cancellationToken)
    {
        Note("native query", query.Connection, "");
        return inner.QueryNativeAsync(query, cancellationToken);
    }

    public ValueTask<IScriptWrite> OpenWriteAsync(ScriptWriteBody write, RecordSchema schema, CancellationToken cancellationToken)
    {
        Note(write.Mode.ToString().ToLowerInvariant(), write.Connection, write.Object, write.KeyFields);
        return inner.OpenWriteAsync(write, schema, cancellationToken);
    }

    public Task<EnsureObjectResponse> EnsureObjectAsync(ScriptEnsureBody ensure, CancellationToken cancellationToken)
    {
        Note("create object", ensure.Connection, ensure.Request.Object, ensure.Request.KeyFields);
        return inner.EnsureObjectAsync(ensure, cancellationToken);
    }

    public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ScriptObjectBody body, CancellationToken cancellationToken) => inner.ListObjectsAsync(body, cancellationToken);

    public Task<ObjectSchema> GetFieldsAsync(ScriptObjectBody body, CancellationToken cancellationToken) => inner.GetFieldsAsync(body, cancellationToken);

    public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(ScriptObjectBody body, CancellationToken cancellationToken) => inner.GetRelationshipsAsync(body, cancellationToken);

    public Task<JsonElement> InvokeAsync(ScriptOperationBody body, CancellationToken cancellationToken)
    {
        Note("operation", body.Connection, body.Operation);
        return inner.InvokeAsync(body, cancellationToken);
    }

    public void Log(LogBody line) => inner.Log(line);

    private void Note(string verb, string connection, string target, IReadOnlyList<string>? key = null)
    {
        lock (effects)
            effects.Add(EffectText.Of(verb, connection, target, key ?? []));
    }
}
