namespace IntegrationAgent.Driver.Generators.Diagnostics;

/// <summary>IAD0001–0099 are the generator's, IAD0100–0199 the analyzers'. An id is never used again.</summary>
internal static class DiagnosticIds
{
    public const string DriverClass = "IAD0001";
    public const string DriverIdentity = "IAD0002";
    public const string Undocumented = "IAD0003";
    public const string OperationSignature = "IAD0004";
    public const string Declaration = "IAD0005";
    public const string OverBudget = "IAD0006";
}
