namespace IntegrationAgent.Wire.Messages;

/// <summary>What a driver host needs to open its connection. The first frame it gets.</summary>
public sealed class ConnectBody
{
    /// <summary>The connection's name.</summary>
    public required string Connection { get; init; }

    /// <summary>The driver's assembly.</summary>
    public required string EntryAssembly { get; init; }

    /// <summary>Every file that the driver may load, by its absolute path, with its SHA-256 in lower-case hex: each is hashed again when it is loaded.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>The full name of the class with the driver attribute.</summary>
    public required string DriverType { get; init; }

    /// <summary>The settings.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The hosts that the driver may connect to; a leading <c>*.</c> stands for any labels. Empty for none.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Seeds the driver's jitter.</summary>
    public int Seed { get; init; }
}
