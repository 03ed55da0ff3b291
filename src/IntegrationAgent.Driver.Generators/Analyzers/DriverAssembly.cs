using System.Runtime.CompilerServices;
using IntegrationAgent.Driver.Generators.Parsing;
using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Analyzers;

/// <summary>The driver of a compilation, looked for once for all rules.</summary>
internal sealed class DriverAssembly
{
    private static readonly ConditionalWeakTable<Compilation, Box> Known = new();

    private DriverAssembly(INamedTypeSymbol driver, INamedTypeSymbol? client)
    {
        Driver = driver;
        Client = client;
        Settings = [.. DeclaredAttribute.All(driver, "SettingAttribute")];
        Errors = [.. DeclaredAttribute.All(driver, "DriverErrorAttribute").Select(error => error.Subject)];
    }

    public INamedTypeSymbol Driver { get; }

    public INamedTypeSymbol? Client { get; }

    public IReadOnlyList<DeclaredAttribute> Settings { get; }

    public IReadOnlyList<string> Errors { get; }

    /// <summary>True when the driver declares that it works with a file.</summary>
    public bool DeclaresFile => Settings.Any(setting => setting.Word("Kind", "text") == "file");

    public static DriverAssembly? Of(Compilation compilation, CancellationToken cancellationToken)
    {
        if (Known.TryGetValue(compilation, out var known))
            return known.Value;
        var found = new Box(Find(compilation, cancellationToken));
        return Known.GetValue(compilation, _ => found).Value;
    }

    public bool IsClient(INamedTypeSymbol type) => SymbolEqualityComparer.Default.Equals(type, Client);

    private static DriverAssembly? Find(Compilation compilation, CancellationToken cancellationToken)
    {
        if (compilation.GetTypeByMetadataName(ContractNames.Driver) is null)
            return null;

        foreach (var type in Types(compilation.Assembly.GlobalNamespace))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var attribute in DeclaredAttribute.All(type, "DriverAttribute"))
                return new DriverAssembly(type, attribute.Type("Client"));
        }

        return null;
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceSymbol space)
    {
        foreach (var type in space.GetTypeMembers())
            yield return type;
        foreach (var inner in space.GetNamespaceMembers())
        {
            foreach (var type in Types(inner))
                yield return type;
        }
    }

    private sealed class Box(DriverAssembly? value)
    {
        public DriverAssembly? Value => value;
    }
}
