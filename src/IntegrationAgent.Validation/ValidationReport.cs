namespace IntegrationAgent.Agent.Validation;

/// <summary>What a check found.</summary>
public sealed class ValidationReport
{
    /// <summary>The steps in order; a step after one that failed is not run.</summary>
    public required IReadOnlyList<ValidationStep> Steps { get; init; }

    /// <summary>SHA-256 of the file's text, as its kept version is named.</summary>
    public required string SourceHash { get; init; }

    /// <summary>The compiled script; null unless every step passed.</summary>
    public byte[]? Assembly { get; init; }

    /// <summary>SHA-256 of the assembly in lower-case hexadecimal; empty without one. The same source against the same references has the same.</summary>
    public string AssemblyHash { get; init; } = "";

    /// <summary>What the script does; null where the compile failed.</summary>
    public ScriptEffects? Effects { get; init; }

    /// <summary>The bindings as they must stand at the end of the file; null where the compile failed.</summary>
    public string? Bindings { get; init; }

    /// <summary>True when every step passed.</summary>
    public bool Ok => Steps.All(step => step.Status == StepStatus.Passed);

    /// <summary>Everything that was found.</summary>
    public IEnumerable<ScriptDiagnostic> Diagnostics => Steps.SelectMany(step => step.Diagnostics);
}
