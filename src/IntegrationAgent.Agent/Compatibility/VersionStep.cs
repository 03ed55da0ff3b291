namespace IntegrationAgent.Agent.Compatibility;

/// <summary>The step from one version to the next.</summary>
public enum VersionStep
{
    /// <summary>The same version.</summary>
    None = 0,

    /// <summary>The third number.</summary>
    Patch = 1,

    /// <summary>The second number.</summary>
    Minor = 2,

    /// <summary>The first number.</summary>
    Major = 3,

    /// <summary>A prerelease was replaced: it promised nothing.</summary>
    Prerelease = 4,
}
