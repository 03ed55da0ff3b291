namespace IntegrationAgent.Driver;

/// <summary>Declares a credential. Its value reaches the driver only through <see cref="DriverContext.Credentials"/>.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class CredentialAttribute : Attribute
{
    /// <summary>Names the credential as an environment variable, for example <c>SF_CLIENT_SECRET</c>.</summary>
    public CredentialAttribute(string name) => Name = name;

    /// <summary>Upper-case letters, digits and underscores.</summary>
    public string Name { get; }

    /// <summary>True when the value must never be shown.</summary>
    /// <value>Default: true.</value>
    public bool Secret { get; set; } = true;

    /// <summary>True when the methods that use it cannot do without.</summary>
    /// <value>Default: true.</value>
    public bool Required { get; set; } = true;

    /// <summary>Where the user finds it, in one sentence.</summary>
    public string Description { get; set; } = "";

    /// <summary>The methods that use it; empty for all.</summary>
    public string[] AuthMethods { get; set; } = [];
}
