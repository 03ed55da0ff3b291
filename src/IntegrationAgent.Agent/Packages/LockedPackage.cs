namespace IntegrationAgent.Agent.Packages;

/// <summary>One package of a driver's closure, as it was installed.</summary>
public sealed record LockedPackage
{
    /// <summary>The package's id.</summary>
    public required string Id { get; init; }

    /// <summary>Its version, normalized.</summary>
    public required string Version { get; init; }

    /// <summary>The SHA-512 of its file, in base64.</summary>
    public required string Sha512 { get; init; }

    /// <summary>What was found about its signature: <c>valid</c>, <c>unsigned</c>, <c>invalid: …</c>, or <c>off</c> when it was not looked at.</summary>
    public required string Signature { get; init; }
}
