namespace IntegrationAgent.Agent.Workspaces;

/// <summary>What a model may see of values.</summary>
public enum ValueEgress
{
    /// <summary>Schema, counts and pattern masks; free text becomes a handle.</summary>
    Masked = 0,

    /// <summary>Schema only.</summary>
    SchemaOnly = 1,

    /// <summary>Values too. Each time it is recorded.</summary>
    Shown = 2,
}
