namespace IntegrationAgent.Agent.Authoring.Dialog;

/// <summary>One answer to choose.</summary>
/// <param name="Value">What is returned, for example <c>LeadSource</c>.</param>
/// <param name="Label">What people see; third-party text, made harmless and short.</param>
/// <param name="Detail">What discovery found, for people, for example <c>78 % filled</c>.</param>
public sealed record QuestionChoice(string Value, string Label, string Detail = "")
{
    /// <summary>The share of records that have a value in this field, from 0 to 1; null where the choice is no field or its values were not looked at.</summary>
    public double? Filled { get; init; }
}
