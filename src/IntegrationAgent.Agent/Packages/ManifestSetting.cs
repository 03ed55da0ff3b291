namespace IntegrationAgent.Agent.Packages;

/// <summary>A setting of a connection that is not secret, as the manifest declares it.</summary>
public sealed class ManifestSetting
{
    /// <summary>The name, in snake_case.</summary>
    public string Name { get; set; } = "";

    /// <summary>The kind, as the contract's <c>SettingKind</c> in lower case: text, url, host, file, integer, boolean.</summary>
    public string Kind { get; set; } = "text";

    /// <summary>Whether a connection cannot do without.</summary>
    public bool Required { get; set; }

    /// <summary>What is used when it is not set; null for nothing.</summary>
    public string? Default { get; set; }

    /// <summary>What it is.</summary>
    public string Description { get; set; } = "";
}
