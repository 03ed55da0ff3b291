namespace IntegrationAgent.Agent.Packages;

/// <summary>What a package's signature must be before the package is installed; recorded in the lock.</summary>
public enum SignaturePolicy
{
    /// <summary>Every package is verified; what is unsigned or invalid is installed, and said.</summary>
    Warn = 0,

    /// <summary>Every package of the closure carries a valid signature; a warning of the verification counts as an error.</summary>
    Require = 1,

    /// <summary>Signatures are not looked at.</summary>
    Off = 2,
}
