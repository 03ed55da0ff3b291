using IntegrationAgent.Agent.Validation.Compiling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Agent.Validation.Analysis;

/// <summary>Says which connection a call goes to, from the script's text alone.</summary>
internal sealed class ConnectionNames(SemanticModel model)
{
    /// <summary>The connection's name; null where the script does not say it in one place.</summary>
    public string? Of(InvocationExpressionSyntax call) => call.Expression is MemberAccessExpressionSyntax access ? Of(access.Expression, depth: 0) : null;

    private string? Of(ExpressionSyntax receiver, int depth)
    {
        if (depth > 8)
            return null;
        switch (receiver)
        {
            case ParenthesizedExpressionSyntax inner:
                return Of(inner.Expression, depth + 1);
            case InvocationExpressionSyntax call when SymbolFacts.IsMethodOf(model.GetSymbolInfo(call).Symbol as IMethodSymbol, "Job"):
                return call.ArgumentList.Arguments is [var name] && model.GetConstantValue(name.Expression) is { HasValue: true, Value: string text } ? text : null;
            case IdentifierNameSyntax identifier when model.GetSymbolInfo(identifier).Symbol is ILocalSymbol local && !IsReassigned(local):
                return local.DeclaringSyntaxReferences is [var declared] && declared.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value } ? Of(value, depth + 1) : null;
            default:
                return null;
        }
    }

    private bool IsReassigned(ILocalSymbol local) => model.SyntaxTree.GetRoot().DescendantNodes().OfType<AssignmentExpressionSyntax>()
        .Any(assignment => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(assignment.Left).Symbol, local));
}
