using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IntegrationAgent.Driver.Generators.Analyzers;

/// <summary>Holds a driver to what its context gives it, by a table of what it does without.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ForbiddenUseAnalyzer() : DriverAnalyzer(
    AnalyzerDiagnostics.RawHttpClient,
    AnalyzerDiagnostics.AmbientClock,
    AnalyzerDiagnostics.AmbientRandomness,
    AnalyzerDiagnostics.ProcessUse,
    AnalyzerDiagnostics.FileUse,
    AnalyzerDiagnostics.ReflectionUse,
    AnalyzerDiagnostics.EnvironmentUse,
    AnalyzerDiagnostics.ConsoleUse,
    AnalyzerDiagnostics.BlockingWait)
{
    private static readonly ILookup<string, ForbiddenUse> ByTypeName = ForbiddenUse.All.ToLookup(use => use.Type.Substring(use.Type.LastIndexOf('.') + 1), StringComparer.Ordinal);

    protected override void Start(CompilationStartAnalysisContext context, DriverAssembly driver)
    {
        context.RegisterOperationAction(
            operation => Analyze(operation, driver),
            OperationKind.Invocation,
            OperationKind.PropertyReference,
            OperationKind.ObjectCreation);
        context.RegisterSymbolAction(AnalyzeNative, SymbolKind.Method);
    }

    private static void Analyze(OperationAnalysisContext context, DriverAssembly driver)
    {
        var (type, member, arguments) = context.Operation switch
        {
            IInvocationOperation call => (call.TargetMethod.ContainingType, call.TargetMethod.Name, call.Arguments.Length),
            IPropertyReferenceOperation property => (property.Property.ContainingType, property.Property.Name, 0),
            IObjectCreationOperation { Type: INamedTypeSymbol created } creation => (created, ".ctor", creation.Arguments.Length),
            _ => (null, "", 0),
        };
        if (type is null)
            return;

        foreach (var use in ByTypeName[type.Name])
        {
            if ((use.Member != "*" && use.Member != member) || arguments > use.MaxArguments || QualifiedName(type) != use.Type)
                continue;
            if (use.Rule == AnalyzerDiagnostics.FileUse && driver.DeclaresFile)
                return;
            var name = member == ".ctor" ? "new " + type.Name : type.Name + "." + member;
            context.ReportDiagnostic(Diagnostic.Create(use.Rule, context.Operation.Syntax.GetLocation(), name, use.Instead));
            return;
        }
    }

    private static void AnalyzeNative(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        var isNative = method.IsExtern || method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "LibraryImportAttribute" or "DllImportAttribute");
        if (isNative && method.GetAttributes().All(attribute => attribute.AttributeClass?.Name != "UnsafeAccessorAttribute"))
            context.ReportDiagnostic(Diagnostic.Create(AnalyzerDiagnostics.ProcessUse, method.Locations[0], method.Name, "reaches native code"));
    }

    private static string QualifiedName(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? QualifiedName(outer) + "." + type.Name : type.ContainingNamespace.ToDisplayString() + "." + type.Name;
}
