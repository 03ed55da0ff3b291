namespace IntegrationAgent.Driver;

/// <summary>
/// The entry point of a driver package: opens connections to one kind of system. A package has exactly one, marked <see cref="DriverAttribute"/>.
/// </summary>
/// <remarks>
/// Implementations have a public parameterless constructor that does no work, and are thread-safe.
/// They keep no state between connections: everything a connection needs comes through the arguments.
/// </remarks>
public interface IDriver
{
    /// <summary>Opens a connection and proves its credential with at least one call to the system.</summary>
    /// <param name="settings">What is not secret: addresses, file paths, options. Never changed by the driver.</param>
    /// <param name="context">Credentials, tokens, clock, log and transport. Lives as long as the client.</param>
    /// <param name="cancellationToken">Ends the attempt; nothing is left open.</param>
    /// <returns>A client owned by the caller, who disposes it.</returns>
    /// <exception cref="DriverException">
    /// <see cref="DriverErrorCode.AuthenticationFailed"/>, <see cref="DriverErrorCode.PermissionDenied"/>,
    /// <see cref="DriverErrorCode.ConnectionFailed"/>, or <see cref="DriverErrorCode.InvalidValue"/> with the setting's name as target.
    /// </exception>
    ValueTask<IDriverClient> ConnectAsync(ConnectionSettings settings, DriverContext context, CancellationToken cancellationToken);
}
