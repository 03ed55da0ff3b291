namespace IntegrationAgent.Driver.Conformance;

/// <summary>
/// A system that was started for one check, seen from outside of the driver: how to connect to it, and the hooks by which the kit looks at and changes what it
/// holds, past the driver. The kit calls one hook at a time, while calls of the driver may be under way.
/// </summary>
/// <remarks>
/// A driver over HTTP needs no more than the abstract members and the lists that its manifest calls for: the kit puts its faults between driver and system itself.
/// Hooks that answer false say that the system cannot do it; the kit then says which check that leaves without its prerequisite.
/// </remarks>
public abstract class ConformanceTarget : IAsyncDisposable
{
    /// <summary>The settings of a connection that works.</summary>
    public abstract ConnectionSettings Settings { get; }

    /// <summary>The credentials of a connection that works, by the names that the driver declares. Secret ones are looked for in everything the driver says: at least 8 characters.</summary>
    public virtual IReadOnlyDictionary<string, string> Credentials { get; } = new Dictionary<string, string>();

    /// <summary>Connections that the system refuses, at least one for each declared credential (wrong, missing, expired, of another tenant).</summary>
    public virtual IReadOnlyList<RefusedConnection> Refused => [];

    /// <summary>For each scope that the manifest declares, a connection without it.</summary>
    public virtual IReadOnlyList<MissingScope> MissingScopes => [];

    /// <summary>Failures in the system's own words. The kit brings the general ones of HTTP along.</summary>
    public virtual IReadOnlyList<ConformanceFault> Faults => [];

    /// <summary>A statement in the system's own language that reads the object, for a driver with <see cref="INativeQuery"/>; null otherwise.</summary>
    public virtual string? NativeRead => null;

    /// <summary>Statements in the system's own language that would change something, and must be refused.</summary>
    public virtual IReadOnlyList<string> NativeWrites => [];

    /// <summary>
    /// A statement in the system's own language with one parameter, named <c>key</c> as that language names parameters, that reads the records whose first upsert
    /// key field has that value; for a driver with <see cref="INativeQuery"/>. It reads the same fields as <see cref="NativeRead"/>.
    /// </summary>
    public virtual string? NativeReadByKey => null;

    /// <summary>A call of each operation that the manifest declares, at least one of each.</summary>
    public virtual IReadOnlyList<ConformanceOperation> Operations => [];

    /// <summary>The objects that were made for <see cref="ConformanceStart.MoreObjects"/>, the wide one first; empty where a system's objects are fixed.</summary>
    public virtual IReadOnlyList<string> MoreObjects => [];

    /// <summary>Makes the innermost transport, below the kit's faults.</summary>
    public virtual HttpMessageHandler CreateHttpHandler() => new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false };

    /// <summary>Everything that the object holds now, all fields, as the system has it.</summary>
    public abstract ValueTask<IReadOnlyList<ConformanceRow>> SnapshotAsync(CancellationToken cancellationToken);

    /// <summary>Creates records, or replaces those with the same upsert key, past the driver.</summary>
    public abstract ValueTask PutAsync(IReadOnlyList<ConformanceRow> rows, CancellationToken cancellationToken);

    /// <summary>Deletes the records with the same upsert key, past the driver.</summary>
    public abstract ValueTask DeleteAsync(IReadOnlyList<ConformanceRow> rows, CancellationToken cancellationToken);

    /// <summary>How many changes of records or objects the system has carried out since its start, whoever asked for them.</summary>
    public abstract ValueTask<long> CountMutationsAsync(CancellationToken cancellationToken);

    /// <summary>Adds a field to the object, as an administrator would, and gives the name by which requests address it; null where objects are fixed.</summary>
    public virtual ValueTask<string?> AddFieldAsync(ConformanceField field, CancellationToken cancellationToken) => ValueTask.FromResult<string?>(null);

    /// <summary>Makes all sessions expire now; false where there are none, because each call carries the credential itself.</summary>
    public virtual ValueTask<bool> ExpireSessionsAsync(CancellationToken cancellationToken) => ValueTask.FromResult(false);

    /// <summary>
    /// Carries the next write out and loses its answer. Only for systems over a network that is not HTTP, where the kit cannot do it; false where it cannot be done.
    /// </summary>
    public virtual ValueTask<bool> LoseNextWriteAnswerAsync(CancellationToken cancellationToken) => ValueTask.FromResult(false);

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();
}
