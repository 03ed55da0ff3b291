using System.Text.Json;

namespace IntegrationAgent.Agent.Packages;

/// <summary>What a driver can do beyond the contract, as the manifest declares it.</summary>
public sealed class ManifestOperation
{
    /// <summary>The name, in snake_case.</summary>
    public string Name { get; set; } = "";

    /// <summary>What it does.</summary>
    public string Summary { get; set; } = "";

    /// <summary>read, write, delete or schema.</summary>
    public string Effect { get; set; } = "read";

    /// <summary>Whether doing it twice is doing it once.</summary>
    public bool Idempotent { get; set; }

    /// <summary>The JSON schema of its arguments.</summary>
    public JsonElement Parameters { get; set; }

    /// <summary>The JSON schema of its answer; null when it answers nothing.</summary>
    public JsonElement? Result { get; set; }

    /// <summary>The codes of the errors that it documents.</summary>
    public IReadOnlyList<string> Errors { get; set; } = [];

    /// <summary>The ids of examples that show it.</summary>
    public IReadOnlyList<string> Examples { get; set; } = [];
}
