namespace IntegrationAgent.Driver.Conformance;

/// <summary>A connection that must not open. Immutable.</summary>
public sealed class RefusedConnection
{
    /// <summary>What is wrong with it, for people: <c>wrong password</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its settings; null for the good ones.</summary>
    public ConnectionSettings? Settings { get; init; }

    /// <summary>Its credentials; null for the good ones.</summary>
    public IReadOnlyDictionary<string, string>? Credentials { get; init; }

    /// <summary>The code that connecting must fail with.</summary>
    /// <value>Default: <see cref="DriverErrorCode.AuthenticationFailed"/>.</value>
    public DriverErrorCode Code { get; init; } = DriverErrorCode.AuthenticationFailed;
}
