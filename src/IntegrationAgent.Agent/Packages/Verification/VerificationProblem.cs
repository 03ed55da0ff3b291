namespace IntegrationAgent.Agent.Packages.Verification;

/// <summary>One thing that is not as it should be in a package.</summary>
/// <param name="Code">The stable code, for example <c>E-VFY-VERSION</c>.</param>
/// <param name="Cause">What is wrong.</param>
/// <param name="NextAction">What the author does about it.</param>
public sealed record VerificationProblem(string Code, string Cause, string NextAction);
