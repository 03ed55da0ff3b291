namespace IntegrationAgent.Agent.Requirements;

/// <summary>What happens to a record that is in the target already.</summary>
public enum ConflictRule
{
    /// <summary>It takes the source's values.</summary>
    SourceWins = 0,

    /// <summary>Records are only ever created.</summary>
    CreateOnly = 1,
}
