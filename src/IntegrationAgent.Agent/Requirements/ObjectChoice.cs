namespace IntegrationAgent.Agent.Requirements;

/// <summary>An object of a connection.</summary>
public sealed record ObjectChoice(string Connection, string Object);
