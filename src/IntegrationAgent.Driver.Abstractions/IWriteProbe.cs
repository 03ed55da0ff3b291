namespace IntegrationAgent.Driver;

/// <summary>Optional ability: tells whether a write whose answer was lost took effect.</summary>
public interface IWriteProbe
{
    /// <summary>Answers for each record of the request, in order. Reads only.</summary>
    Task<ProbeResponse> ProbeAsync(ProbeRequest request, CancellationToken cancellationToken);
}
