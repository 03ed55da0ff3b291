using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IntegrationAgent.Driver.Generators.Analyzers;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CancellationForwardingAnalyzer() : DriverAnalyzer(AnalyzerDiagnostics.CancellationNotForwarded)
{
    protected override void Start(CompilationStartAnalysisContext context, DriverAssembly driver) =>
        context.RegisterOperationAction(Analyze, OperationKind.Invocation);

    private static void Analyze(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        var method = call.TargetMethod;
        var isDropped = method.Parameters.Any(parameter => Operations.IsToken(parameter.Type))
            ? call.Arguments.Any(argument => Operations.IsToken(argument.Parameter?.Type) && IsNothing(argument))
            : HasOverloadWithToken(method);
        if (isDropped && Operations.TokenInScope(call, context.ContainingSymbol) is { } token)
            context.ReportDiagnostic(Diagnostic.Create(AnalyzerDiagnostics.CancellationNotForwarded, call.Syntax.GetLocation(), method.Name, token.Name));
    }

    private static bool IsNothing(IArgumentOperation argument) => argument.ArgumentKind == ArgumentKind.DefaultValue || Operations.Unwrap(argument.Value) switch
    {
        IDefaultValueOperation => true,
        IPropertyReferenceOperation { Property.Name: "None" } property => Operations.IsToken(property.Property.ContainingType),
        _ => false,
    };

    /// <summary>The same method with a token behind its parameters.</summary>
    private static bool HasOverloadWithToken(IMethodSymbol method)
    {
        var called = method.ReducedFrom ?? method;
        return called.Name.EndsWith("Async", StringComparison.Ordinal) && called.ContainingType.GetMembers(called.Name).OfType<IMethodSymbol>().Any(other =>
            other.Parameters.Length == called.Parameters.Length + 1
            && other.DeclaredAccessibility == Accessibility.Public
            && other.TypeParameters.Length == called.TypeParameters.Length
            && Operations.IsToken(other.Parameters[called.Parameters.Length].Type)
            && called.OriginalDefinition.Parameters.Select((parameter, index) => SymbolEqualityComparer.Default.Equals(parameter.Type, other.OriginalDefinition.Parameters[index].Type)).All(same => same));
    }
}
