using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
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
        var dropped = method.Parameters.Any(parameter => Operations.IsToken(parameter.Type))
            ? call.Arguments.FirstOrDefault(argument => Operations.IsToken(argument.Parameter?.Type) && IsNothing(argument))?.Parameter
            : OverloadWithToken(method);
        if (dropped is null || IsCleanUp(call) || Operations.TokenInScope(call, context.ContainingSymbol) is not { } token)
            return;

        var position = dropped.Ordinal - (method.ReducedFrom is null && call.Instance is null && IsReducedCall(call) ? 1 : 0);
        context.ReportDiagnostic(Diagnostic.Create(
            AnalyzerDiagnostics.CancellationNotForwarded,
            call.Syntax.GetLocation(),
            FixProperties.Of((FixProperties.Token, token.Name), (FixProperties.Parameter, dropped.Name), (FixProperties.Position, position.ToString(System.Globalization.CultureInfo.InvariantCulture))),
            method.Name,
            token.Name));
    }

    /// <summary>What tidies up goes on after a cancellation.</summary>
    private static bool IsCleanUp(IOperation call)
    {
        for (IOperation? inner = call, outer = call.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            if (outer is ICatchClauseOperation || (outer is ITryOperation attempt && attempt.Finally == inner))
                return true;
        }

        return false;
    }

    private static bool IsNothing(IArgumentOperation argument) => argument.ArgumentKind == ArgumentKind.DefaultValue || Operations.Unwrap(argument.Value) switch
    {
        IDefaultValueOperation => true,
        IPropertyReferenceOperation { Property.Name: "None" } property => Operations.IsToken(property.Property.ContainingType),
        _ => false,
    };

    /// <summary>True when an extension method is called on its first argument.</summary>
    private static bool IsReducedCall(IInvocationOperation call) => call.TargetMethod.IsExtensionMethod && call.Syntax is InvocationExpressionSyntax { ArgumentList.Arguments.Count: var written }
        && written < call.Arguments.Count(argument => argument.ArgumentKind == ArgumentKind.Explicit);

    /// <summary>The token of the same method with one behind its parameters.</summary>
    private static IParameterSymbol? OverloadWithToken(IMethodSymbol method)
    {
        var called = method.ReducedFrom ?? method;
        if (!called.Name.EndsWith("Async", StringComparison.Ordinal))
            return null;

        return called.ContainingType.GetMembers(called.Name).OfType<IMethodSymbol>().FirstOrDefault(other =>
            other.Parameters.Length == called.Parameters.Length + 1
            && other.DeclaredAccessibility == Accessibility.Public
            && other.TypeParameters.Length == called.TypeParameters.Length
            && Operations.IsToken(other.Parameters[called.Parameters.Length].Type)
            && called.OriginalDefinition.Parameters.Select((parameter, index) => SymbolEqualityComparer.Default.Equals(parameter.Type, other.OriginalDefinition.Parameters[index].Type)).All(same => same))
            ?.Parameters[called.Parameters.Length];
    }
}
