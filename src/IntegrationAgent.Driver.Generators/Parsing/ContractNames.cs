namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>The names of the contract's types in metadata.</summary>
internal static class ContractNames
{
    public const string Namespace = "IntegrationAgent.Driver";
    public const string Driver = Namespace + ".DriverAttribute";
    public const string Operation = Namespace + ".DriverOperationAttribute";
    public const string Contract = Namespace + ".DriverContract";
}
