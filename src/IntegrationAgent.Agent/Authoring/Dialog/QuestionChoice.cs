namespace IntegrationAgent.Agent.Authoring.Dialog;

/// <summary>One answer to choose.</summary>
/// <param name="Value">What is returned, for example <c>LeadSource</c>.</param>
/// <param name="Label">What people see; third-party text, made harmless and short.</param>
/// <param name="Detail">What discovery found, for example <c>78 % filled</c>.</param>
public sealed record QuestionChoice(string Value, string Label, string Detail = "");
