namespace IntegrationAgent.Wire.Messages;

/// <summary>A message that says nothing.</summary>
public sealed class Nothing
{
    /// <summary>The one instance.</summary>
    public static Nothing Instance { get; } = new();
}
