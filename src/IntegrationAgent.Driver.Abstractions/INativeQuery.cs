namespace IntegrationAgent.Driver;

/// <summary>Optional ability: runs a read-only query in the system's own language (SOQL, SQL).</summary>
public interface INativeQuery
{
    /// <summary>Streams the result, with the rules of <see cref="IDriverClient.QueryAsync"/>. A statement that would write is refused with <see cref="DriverErrorCode.InvalidQuery"/>.</summary>
    IAsyncEnumerable<RecordPage> QueryNativeAsync(NativeQueryRequest request, CancellationToken cancellationToken);
}
