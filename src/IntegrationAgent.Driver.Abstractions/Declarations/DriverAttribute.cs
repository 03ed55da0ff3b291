namespace IntegrationAgent.Driver;

/// <summary>Marks the one <see cref="IDriver"/> of a package.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class DriverAttribute : Attribute
{
    /// <summary>Names the driver.</summary>
    public DriverAttribute(string id) => Id = id;

    /// <summary>2 to 40 characters out of <c>a-z</c>, <c>0-9</c> and <c>-</c>, for example <c>salesforce</c>.</summary>
    public string Id { get; }

    /// <summary>The name that people see, for example <c>Salesforce</c>.</summary>
    public string DisplayName { get; set; } = "";

    /// <summary>The class of its clients: its interfaces are the driver's capabilities.</summary>
    public Type? Client { get; set; }

    /// <summary>The system's own query language, where the client has <see cref="INativeQuery"/>; for example <c>SOQL</c>.</summary>
    public string? NativeLanguage { get; set; }
}
