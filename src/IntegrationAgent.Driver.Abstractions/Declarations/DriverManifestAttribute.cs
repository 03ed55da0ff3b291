namespace IntegrationAgent.Driver;

/// <summary>Holds the driver's manifest, one canonical JSON text. The generator emits it; nobody writes it by hand.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class DriverManifestAttribute : Attribute
{
    /// <summary>Holds the text.</summary>
    public DriverManifestAttribute(string json) => Json = json;

    /// <summary>The manifest.</summary>
    public string Json { get; }
}
