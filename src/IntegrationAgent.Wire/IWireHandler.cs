namespace IntegrationAgent.Wire;

/// <summary>Answers the calls of the other side. Called once for each call, several at a time.</summary>
public interface IWireHandler
{
    /// <summary>
    /// Answers one call: replies exactly once, or throws, which the caller sees as a fault.
    /// The token is cancelled when the caller gives up or the connection ends.
    /// </summary>
    Task HandleAsync(WireExchange exchange, CancellationToken cancellationToken);
}
