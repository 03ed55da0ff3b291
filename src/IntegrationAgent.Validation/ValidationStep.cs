namespace IntegrationAgent.Agent.Validation;

/// <summary>The result of one step of the check.</summary>
/// <param name="Name"><c>compile</c>, <c>policy</c> or <c>effects</c>.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Diagnostics">What it found, at most five; nothing when it passed.</param>
/// <param name="MoreDiagnostics">How many more it found and did not list.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record ValidationStep(string Name, StepStatus Status, IReadOnlyList<ScriptDiagnostic> Diagnostics, int MoreDiagnostics, TimeSpan Elapsed);
