namespace IntegrationAgent.Agent.Workspaces;

/// <summary>What a model may see of values.</summary>
public enum ValueEgress
{
    /// <summary>Schema, counts and pattern masks; free text becomes a handle.</summary>
    Masked = 0,

    /// <summary>Schema only: profiles, samples and discovery scripts are refused.</summary>
    SchemaOnly = 1,

    /// <summary>Values too, in samples and in the answers of discovery scripts. Each time it is recorded.</summary>
    Shown = 2,
}
