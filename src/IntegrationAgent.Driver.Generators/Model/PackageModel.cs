namespace IntegrationAgent.Driver.Generators.Model;

/// <summary>Which package the driver is compiled into, and against which contract.</summary>
internal sealed record PackageModel(string Id, string Version, string Assembly, string ContractVersion);
