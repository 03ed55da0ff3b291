using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IntegrationAgent.Driver.Generators.Analyzers;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class StaticStateAnalyzer() : DriverAnalyzer(AnalyzerDiagnostics.StaticState)
{
    /// <summary>Types that nobody makes readonly and then only reads.</summary>
    private static readonly HashSet<string> Mutable = ["ConcurrentDictionary", "ConcurrentQueue", "ConcurrentBag", "MemoryCache", "SemaphoreSlim", "HttpClient", "AsyncLocal", "ThreadLocal"];

    protected override void Start(CompilationStartAnalysisContext context, DriverAssembly driver) => 
        context.RegisterSymbolAction(Analyze, SymbolKind.Field, SymbolKind.Property);

    private static void Analyze(SymbolAnalysisContext context)
    {
        var isShared = context.Symbol switch
        {
            IFieldSymbol { IsStatic: true, IsConst: false, ContainingType.TypeKind: not TypeKind.Enum } field => !field.IsReadOnly || Mutable.Contains(field.Type.Name),
            IPropertySymbol { IsStatic: true } property => IsStored(property) && (property.SetMethod is not null || Mutable.Contains(property.Type.Name)),
            _ => false,
        };
        if (isShared)
            context.ReportDiagnostic(Diagnostic.Create(AnalyzerDiagnostics.StaticState, context.Symbol.Locations[0], context.Symbol.Name));
    }

    private static bool IsStored(IPropertySymbol property) =>
        property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));
}
