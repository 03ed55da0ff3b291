namespace IntegrationAgent.Driver;

/// <summary>The version of this contract.</summary>
public static class DriverContract
{
    /// <summary>The version that a manifest states and a host checks before it loads anything. A host accepts the same major version up to its own minor one.</summary>
    public const string Version = "1.0";
}
