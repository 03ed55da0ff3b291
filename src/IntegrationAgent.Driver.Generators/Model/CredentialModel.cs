namespace IntegrationAgent.Driver.Generators.Model;

internal sealed record CredentialModel(string Name, string Description, bool Secret, bool Required, EquatableArray<string> AuthMethods);
