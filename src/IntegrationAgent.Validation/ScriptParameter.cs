namespace IntegrationAgent.Agent.Validation;

/// <summary>A parameter that a script reads by its name.</summary>
/// <param name="Name">The name.</param>
/// <param name="IsRequired">True where the script does not go on without it.</param>
/// <param name="Type">What the script parses it as, by the type's name such as <c>Int32</c> or <c>DateOnly</c>; null where it takes it as text.</param>
public sealed record ScriptParameter(string Name, bool IsRequired, string? Type = null);
