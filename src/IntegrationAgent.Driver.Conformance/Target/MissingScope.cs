namespace IntegrationAgent.Driver.Conformance;

/// <summary>A connection that lacks one scope. Connecting or reading must fail with <see cref="DriverErrorCode.PermissionDenied"/> and name the scope. Immutable.</summary>
public sealed class MissingScope
{
    /// <summary>The scope, as the manifest writes it.</summary>
    public required string Scope { get; init; }

    /// <summary>Its settings; null for the good ones.</summary>
    public ConnectionSettings? Settings { get; init; }

    /// <summary>Its credentials; null for the good ones.</summary>
    public IReadOnlyDictionary<string, string>? Credentials { get; init; }

    /// <summary>True where only a write needs it.</summary>
    public bool ForWrites { get; init; }
}
