namespace IntegrationAgent.Driver.Generators.Model;

internal sealed record SettingModel(string Name, string Description, string Kind, bool Required, string? Default);
