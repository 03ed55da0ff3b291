namespace IntegrationAgent.Driver.Generators.Model;

internal sealed record ErrorModel(string Code, string Meaning, string Action, string Retry);
