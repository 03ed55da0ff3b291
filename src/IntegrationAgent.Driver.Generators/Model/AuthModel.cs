namespace IntegrationAgent.Driver.Generators.Model;

internal sealed record AuthModel(string Name, string Description, EquatableArray<string> Scopes);
