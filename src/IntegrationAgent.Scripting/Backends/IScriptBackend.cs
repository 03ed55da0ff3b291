using System.Text.Json;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Scripting.Backends;

/// <summary>What stands behind a script: the frames of a sandbox, or drivers in this process.</summary>
internal interface IScriptBackend
{
    DateTimeOffset Now { get; }

    int Seed { get; }

    IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>The pages of a query. The consumer disposes each.</summary>
    IAsyncEnumerable<RecordPage> QueryAsync(ScriptQueryBody query, CancellationToken cancellationToken);

    IAsyncEnumerable<RecordPage> QueryNativeAsync(ScriptNativeQueryBody query, CancellationToken cancellationToken);

    ValueTask<IScriptWrite> OpenWriteAsync(ScriptWriteBody write, RecordSchema schema, CancellationToken cancellationToken);

    Task<EnsureObjectResponse> EnsureObjectAsync(ScriptEnsureBody ensure, CancellationToken cancellationToken);

    Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ScriptObjectBody body, CancellationToken cancellationToken);

    Task<ObjectSchema> GetFieldsAsync(ScriptObjectBody body, CancellationToken cancellationToken);

    Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(ScriptObjectBody body, CancellationToken cancellationToken);

    Task<JsonElement> InvokeAsync(ScriptOperationBody body, CancellationToken cancellationToken);

    /// <summary>Never blocks for long and never throws.</summary>
    void Log(LogBody line);
}
