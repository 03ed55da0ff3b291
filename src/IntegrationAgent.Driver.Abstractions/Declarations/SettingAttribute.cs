namespace IntegrationAgent.Driver;

/// <summary>Declares a setting of a connection that is not secret.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class SettingAttribute : Attribute
{
    /// <summary>Names the setting in snake_case, for example <c>instance_url</c>.</summary>
    public SettingAttribute(string name) => Name = name;

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What kind of value it is.</summary>
    public SettingKind Kind { get; set; }

    /// <summary>True when a connection cannot do without.</summary>
    public bool Required { get; set; }

    /// <summary>What is used when it is not set; null for nothing.</summary>
    public string? Default { get; set; }

    /// <summary>What it is, in one sentence.</summary>
    public string Description { get; set; } = "";
}
