using Basic.Reference.Assemblies;
using IntegrationAgent.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IntegrationAgent.Agent.Compatibility.Api;

/// <summary>The types of one assembly, read from its metadata; nothing of it is loaded or run.</summary>
internal sealed class ApiSymbols
{
    private ApiSymbols(DriverAssembly file, IAssemblySymbol assembly)
    {
        File = file.File;
        Image = file.Image;
        Assembly = assembly;
        Members = Visible(assembly.GlobalNamespace)
            .Select(symbol => (Id: DocumentationCommentId.CreateDeclarationId(symbol), Symbol: symbol))
            .Where(pair => pair.Id is not null)
            .DistinctBy(pair => pair.Id, StringComparer.Ordinal)
            .ToDictionary(pair => pair.Id!, pair => pair.Symbol, StringComparer.Ordinal);
    }

    public string File { get; }

    public byte[] Image { get; }

    public IAssemblySymbol Assembly { get; }

    /// <summary>Types and members that others can see, by documentation id.</summary>
    public IReadOnlyDictionary<string, ISymbol> Members { get; }

    /// <summary>The assemblies by name, each seeing the others, the framework and the contract.</summary>
    public static SortedDictionary<string, ApiSymbols> Load(IReadOnlyList<DriverAssembly> assemblies)
    {
        var references = assemblies.Select(assembly => (Assembly: assembly, Reference: MetadataReference.CreateFromImage(assembly.Image))).ToList();
        var compilation = CSharpCompilation.Create(
            "compat",
            [],
            [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(IDriver).Assembly.Location), .. references.Select(pair => pair.Reference)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var loaded = new SortedDictionary<string, ApiSymbols>(StringComparer.Ordinal);
        foreach (var (assembly, reference) in references)
        {
            if (compilation.GetAssemblyOrModuleSymbol(reference) is not IAssemblySymbol symbol)
                throw CompatErrors.Assembly(assembly.File, "it is no managed assembly");
            loaded[symbol.Name] = new ApiSymbols(assembly, symbol);
        }

        return loaded;
    }

    public static bool IsVisible(ISymbol symbol) =>
        symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
        && (symbol.ContainingType is null || IsVisible(symbol.ContainingType));

    private static IEnumerable<ISymbol> Visible(INamespaceOrTypeSymbol container)
    {
        foreach (var member in container.GetMembers())
        {
            if (member is INamespaceSymbol inner)
            {
                foreach (var nested in Visible(inner))
                    yield return nested;
            }
            else if (IsVisible(member))
            {
                yield return member;
                if (member is not INamedTypeSymbol type)
                    continue;
                foreach (var nested in Visible(type))
                    yield return nested;
            }
        }
    }
}
