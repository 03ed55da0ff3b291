namespace IntegrationAgent.Driver.Generators.Model;

internal sealed record EnumMemberModel(string Name, string Word);
