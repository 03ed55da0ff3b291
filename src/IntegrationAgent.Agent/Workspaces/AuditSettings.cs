namespace IntegrationAgent.Agent.Workspaces;

/// <summary>Where the audit's signed checkpoints go.</summary>
public sealed record AuditSettings
{
    /// <summary>The file they are appended to, relative to the workspace. Best on another disk, under another user.</summary>
    /// <value>.intagent/audit/checkpoints.jsonl</value>
    public string CheckpointFile { get; set; } = ".intagent/audit/checkpoints.jsonl";

    /// <summary>A checkpoint is signed after so many events.</summary>
    /// <value>256</value>
    public int CheckpointEvery { get; set; } = 256;
}
