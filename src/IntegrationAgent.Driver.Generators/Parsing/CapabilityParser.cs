using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>A driver's capabilities are the interfaces of its client.</summary>
internal static class CapabilityParser
{
    public const string Operations = "operations";

    private static readonly (string Interface, string Capability)[] Known =
    [
        ("IDriverClient", "query"),
        ("IRecordWriter", "write"),
        ("IBulkWriter", "bulk_write"),
        ("IWriteProbe", "write_probe"),
        ("ISchemaEditor", "schema_edit"),
        ("IChangeFeed", "change_feed"),
        ("INativeQuery", "native_query"),
        ("IDriverOperations", Operations),
    ];

    public static IEnumerable<string> Interfaces => Known.Select(known => known.Interface);

    public static IEnumerable<string> Parse(INamedTypeSymbol client) =>
        from known in Known
        where Implements(client, known.Interface) || (known.Capability == Operations && HasOperations(client))
        select known.Capability;

    public static bool Implements(INamedTypeSymbol type, string name) => type.AllInterfaces.Any(candidate => IsContract(candidate, name));

    public static bool IsContract(ITypeSymbol type, string name) => type.Name == name && type.ContainingNamespace?.ToDisplayString() == ContractNames.Namespace;

    private static bool HasOperations(INamedTypeSymbol client) =>
        client.GetMembers().Any(member => member is IMethodSymbol && DeclaredAttribute.All(member, "DriverOperationAttribute").Any());
}
