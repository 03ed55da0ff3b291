using System.Collections.Immutable;
using IntegrationAgent.Driver.Generators.Diagnostics;
using IntegrationAgent.Driver.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IntegrationAgent.Driver.Generators.Analyzers;

/// <summary>What a client declares by its interfaces and what it can do are the same.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CapabilityAnalyzer() : DriverAnalyzer(
    AnalyzerDiagnostics.CapabilityNotImplemented,
    AnalyzerDiagnostics.CapabilityNotDeclared,
    AnalyzerDiagnostics.NativeLanguage)
{
    protected override void Start(CompilationStartAnalysisContext context, DriverAssembly driver)
    {
        var interfaces = CapabilityParser.Interfaces
            .Select(name => context.Compilation.GetTypeByMetadataName(ContractNames.Namespace + "." + name))
            .OfType<INamedTypeSymbol>()
            .ToImmutableArray();
        context.RegisterSymbolAction(symbol => AnalyzeClient(symbol, driver, interfaces), SymbolKind.NamedType);
        context.RegisterOperationAction(body => AnalyzeBody(body, driver), OperationKind.MethodBody);
    }

    private static void AnalyzeClient(SymbolAnalysisContext context, DriverAssembly driver, ImmutableArray<INamedTypeSymbol> interfaces)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (SymbolEqualityComparer.Default.Equals(type, driver.Driver) && driver.Client is { } client)
            AnalyzeLanguage(context, type, client);
        if (!driver.IsClient(type))
            return;

        foreach (var method in type.GetMembers().OfType<IMethodSymbol>().Where(method => method.DeclaredAccessibility == Accessibility.Public && !method.IsStatic))
        {
            foreach (var capability in interfaces.Where(candidate => !type.AllInterfaces.Contains(candidate, SymbolEqualityComparer.Default)))
            {
                if (capability.GetMembers(method.Name).OfType<IMethodSymbol>().Any(member => IsSame(member, method)))
                    context.ReportDiagnostic(Diagnostic.Create(AnalyzerDiagnostics.CapabilityNotDeclared, method.Locations[0], FixProperties.Of((FixProperties.Interface, capability.Name)), method.Name, capability.Name, type.Name));
            }
        }
    }

    private static void AnalyzeLanguage(SymbolAnalysisContext context, INamedTypeSymbol driver, INamedTypeSymbol client)
    {
        var attribute = DeclaredAttribute.All(driver, "DriverAttribute").First();
        var language = attribute.OptionalText("NativeLanguage");
        var speaks = CapabilityParser.Implements(client, "INativeQuery");
        if (speaks == !string.IsNullOrEmpty(language))
            return;

        context.ReportDiagnostic(Diagnostic.Create(
            AnalyzerDiagnostics.NativeLanguage,
            attribute.Data.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).GetLocation() ?? driver.Locations[0],
            speaks
                ? $"'{client.Name}' implements INativeQuery and [Driver] does not say which language it takes: write 'NativeLanguage = \"SQL\"' with the language's name"
                : $"[Driver] names the native language \"{TextHygiene.Clean(language, 40)}\" and '{client.Name}' does not implement INativeQuery: implement it, or remove NativeLanguage"));
    }

    private static void AnalyzeBody(OperationAnalysisContext context, DriverAssembly driver)
    {
        if (context.ContainingSymbol is not IMethodSymbol { ContainingType: { } type } method || !driver.IsClient(type))
            return;

        var body = (IMethodBodyOperation)context.Operation;
        var statements = (body.BlockBody ?? body.ExpressionBody)?.Operations ?? ImmutableArray<IOperation>.Empty;
        if (statements.Length != 1 || Thrown(statements[0]) is not ("NotImplementedException" or "NotSupportedException"))
            return;

        foreach (var capability in type.AllInterfaces.Where(candidate => CapabilityParser.Interfaces.Any(name => CapabilityParser.IsContract(candidate, name))))
        {
            if (capability.GetMembers().Any(member => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), method)))
                context.ReportDiagnostic(Diagnostic.Create(AnalyzerDiagnostics.CapabilityNotImplemented, method.Locations[0], method.Name, capability.Name, type.Name));
        }
    }

    private static string? Thrown(IOperation statement)
    {
        var inner = statement switch
        {
            IExpressionStatementOperation expression => expression.Operation,
            IReturnOperation { ReturnedValue: { } value } => value,
            _ => statement,
        };
        return Operations.Unwrap(inner) is IThrowOperation { Exception: { } exception } ? Operations.Unwrap(exception).Type?.Name : null;
    }

    private static bool IsSame(IMethodSymbol left, IMethodSymbol right) =>
        SymbolEqualityComparer.Default.Equals(left.ReturnType, right.ReturnType)
        && left.Parameters.Select(parameter => parameter.Type).SequenceEqual(right.Parameters.Select(parameter => parameter.Type), SymbolEqualityComparer.Default);
}
