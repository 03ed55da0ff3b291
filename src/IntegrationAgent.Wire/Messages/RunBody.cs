namespace IntegrationAgent.Wire.Messages;

/// <summary>A script to run.</summary>
public sealed class RunBody
{
    /// <summary>The compiled script.</summary>
    public required byte[] Assembly { get; init; }

    /// <summary>The run's logical time.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>Seeds the script's randomness.</summary>
    public required int Seed { get; init; }

    /// <summary>The script's parameters.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
}
