namespace IntegrationAgent.Driver;

/// <summary>What a driver gets from its host. Everything ambient is here: clock, randomness, transport, log.</summary>
public sealed class DriverContext
{
    /// <summary>The credentials that the driver declares. Read before each request, so that they can roll.</summary>
    public required ICredentialSource Credentials { get; init; }

    /// <summary>Where tokens that rotate are kept.</summary>
    public required ITokenStore Tokens { get; init; }

    /// <summary>The clock.</summary>
    /// <value>Default: <see cref="System.TimeProvider.System"/>.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The source of jitter. Guarded by the SDK; a driver that uses it itself locks on it.</summary>
    public Random Random { get; init; } = new(0);

    /// <summary>
    /// Makes the innermost HTTP handler. The host limits where it may connect; the conformance kit injects faults here. The driver owns and disposes what it returns.
    /// </summary>
    public Func<HttpMessageHandler> CreateHttpHandler { get; init; } = () => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
    };

    /// <summary>Where the driver logs. Texts hold neither secrets nor record content.</summary>
    /// <value>Default: nowhere.</value>
    public IDriverLog Log { get; init; } = NullDriverLog.Instance;
}
