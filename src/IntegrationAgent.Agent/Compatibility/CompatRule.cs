namespace IntegrationAgent.Agent.Compatibility;

/// <summary>A kind of difference that the report looks for. <c>docs/compatibility.md</c> lists them all.</summary>
/// <param name="Id">The stable id, for example <c>IAC0272</c>; <c>CP</c> ids are those of Microsoft.DotNet.ApiCompat.</param>
/// <param name="Area">Where it is looked for.</param>
/// <param name="Impact">The step that it needs; of <c>CP</c> rules the highest, as an addition needs less.</param>
/// <param name="Title">What changed, in a few words.</param>
/// <param name="Why">What it does to those who use the driver.</param>
public sealed record CompatRule(string Id, CompatArea Area, CompatImpact Impact, string Title, string Why);
