namespace IntegrationAgent.Wire.Messages;

/// <summary>Records that are gone at the source, and how far the change feed has come.</summary>
public sealed class DeletedIds
{
    /// <summary>Their ids.</summary>
    public required IReadOnlyList<string> Ids { get; init; }

    /// <summary>Everything up to here has been reported.</summary>
    public required string Position { get; init; }
}
