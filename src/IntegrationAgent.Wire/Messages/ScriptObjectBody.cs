namespace IntegrationAgent.Wire.Messages;

/// <summary>A discovery script asks about objects.</summary>
public sealed class ScriptObjectBody
{
    /// <summary>The connection's name.</summary>
    public required string Connection { get; init; }

    /// <summary>The object, or a part of names to list by; null for all.</summary>
    public string? Object { get; init; }
}
