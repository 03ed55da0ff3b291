namespace IntegrationAgent.Agent.Packages.Verification;

/// <summary>One check of a package and what it found.</summary>
/// <param name="Name">The check, for example <c>versions</c>.</param>
/// <param name="Observed">How many things it looked at; a check that looked at nothing says so here.</param>
/// <param name="Problems">What is wrong; empty for nothing.</param>
/// <param name="Note">What it could not look at, and why; empty for nothing.</param>
public sealed record VerificationCheck(string Name, int Observed, IReadOnlyList<VerificationProblem> Problems, string Note = "");
