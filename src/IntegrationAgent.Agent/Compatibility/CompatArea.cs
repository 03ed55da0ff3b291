namespace IntegrationAgent.Agent.Compatibility;

/// <summary>Where a difference was found.</summary>
public enum CompatArea
{
    /// <summary>The public types of the assemblies.</summary>
    Api = 0,

    /// <summary>What the driver says about itself.</summary>
    Manifest = 1,

    /// <summary>What it answers to recorded exchanges.</summary>
    Behaviour = 2,

    /// <summary>The package around it: code that it carries, packages that it needs.</summary>
    Package = 3,
}
