using IntegrationAgent.Agent.Validation.Analysis;
using IntegrationAgent.Agent.Validation.Compiling;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Agent.Validation.Policy;

/// <summary>Rules for calls of the scripting package: constant names, conditions that a source can answer, functions that keep nothing.</summary>
internal sealed class FlowRules(SemanticModel model, List<ScriptDiagnostic> found)
{
    private static readonly HashSet<string> Mutators = new(StringComparer.Ordinal)
    {
        "Add", "AddRange", "TryAdd", "Insert", "InsertRange", "Enqueue", "Push", "Pop", "Dequeue", "Remove", "RemoveAt", "RemoveAll", "Clear", "Append", "AppendLine",
        "AppendFormat", "UnionWith", "Sort", "Reverse", "AddFirst", "AddLast", "TryDequeue", "TryPop", "EnsureCapacity", "SetValue",
    };

    private readonly ConnectionNames connections = new(model);

    public void Check(InvocationExpressionSyntax call)
    {
        if (model.GetSymbolInfo(call).Symbol is not IMethodSymbol method)
            return;
        if (SymbolFacts.IsMethodOf(method, "Job") && method.Name == "Connection")
            RequireConstant(call, 0, "The name of a connection");
        else if (SymbolFacts.IsMethodOf(method, "Connection"))
            CheckConnection(call, method);
        else if (SymbolFacts.IsFlow(method.ContainingType))
            CheckFlow(call, method);
    }

    private void CheckConnection(InvocationExpressionSyntax call, IMethodSymbol method)
    {
        if (method.Name is "OperationAsync")
            RequireConstant(call, 0, "The name of an operation");
        if (method.Name is "QueryNativeAsync")
            RequireConstant(call, 0, "The text of a native query");
        var name = connections.Of(call);
        if (name is null)
            Add("CONSTANT", "The connection of this call", call);
        else if (method.TypeArguments.Select(SymbolFacts.BindingOf).FirstOrDefault(one => one is not null) is { } binding && binding.Connection != name)
            Add("BINDING", binding.Type.Name, call);
    }

    private void CheckFlow(InvocationExpressionSyntax call, IMethodSymbol method)
    {
        foreach (var lambda in call.ArgumentList.Arguments.Select(argument => argument.Expression).OfType<LambdaExpressionSyntax>())
        {
            CheckState(lambda);
            if (method.Name == "Where" && method.ContainingType.Name == "SourceFlow")
                CheckCondition(lambda);
        }

        foreach (var argument in call.ArgumentList.Arguments)
        {
            // A method group or a variable that holds a function hides what it keeps.
            if (argument.Expression is not LambdaExpressionSyntax && model.GetTypeInfo(argument.Expression).ConvertedType is { TypeKind: TypeKind.Delegate }
                && model.GetSymbolInfo(argument.Expression).Symbol is not IMethodSymbol { IsStatic: true })
                Add("STATE", argument.Expression.ToString(), argument);
        }
    }

    private void CheckCondition(LambdaExpressionSyntax lambda)
    {
        var parameter = lambda is SimpleLambdaExpressionSyntax simple ? simple.Parameter : ((ParenthesizedLambdaExpressionSyntax)lambda).ParameterList.Parameters.FirstOrDefault();
        if (parameter is null || model.GetDeclaredSymbol(parameter) is not { } record || lambda.ExpressionBody is not { } body)
            return;
        if (new ConditionCheck(model, record).FirstUntranslatable(body) is { } part)
            Add("FILTER", part.ToString(), part);
        foreach (var name in body.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>())
        {
            if (model.GetSymbolInfo(name).Symbol is ILocalSymbol { IsConst: false } local && IsReassigned(local))
                Add("STATE", local.Name, name);
        }
    }

    private bool IsReassigned(ILocalSymbol local)
    {
        return model.SyntaxTree.GetRoot().DescendantNodes().Any(node => node switch
        {
            AssignmentExpressionSyntax assignment => Same(assignment.Left),
            PostfixUnaryExpressionSyntax unary when unary.IsKind(SyntaxKind.PostIncrementExpression) || unary.IsKind(SyntaxKind.PostDecrementExpression) => Same(unary.Operand),
            PrefixUnaryExpressionSyntax unary when unary.IsKind(SyntaxKind.PreIncrementExpression) || unary.IsKind(SyntaxKind.PreDecrementExpression) => Same(unary.Operand),
            ArgumentSyntax { RefOrOutKeyword.RawKind: not 0 } argument => Same(argument.Expression),
            _ => false,
        });

        bool Same(ExpressionSyntax target) => SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(target).Symbol, local);
    }

    private void CheckState(LambdaExpressionSyntax lambda)
    {
        if (model.AnalyzeDataFlow(lambda) is { Succeeded: true } flow)
        {
            var own = flow.VariablesDeclared;
            foreach (var written in flow.WrittenInside.Where(symbol => !own.Contains(symbol, SymbolEqualityComparer.Default)))
                Add("STATE", written.Name, lambda);
        }

        foreach (var node in lambda.DescendantNodes())
        {
            // A local function may keep what it likes, unless it says that it captures nothing.
            if (node is InvocationExpressionSyntax call && model.GetSymbolInfo(call).Symbol is IMethodSymbol { MethodKind: MethodKind.LocalFunction, IsStatic: false } function && !lambda.Span.Contains(function.DeclaringSyntaxReferences[0].Span))
                Add("STATE", function.Name, call);
            var receiver = node switch
            {
                InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } when Mutators.Contains(access.Name.Identifier.ValueText) => access.Expression,
                AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax access } => access.Expression,
                AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax access } => access.Expression,
                _ => null,
            };
            if (receiver is not null && CanChange(receiver) && IsOutside(receiver, lambda))
                Add("STATE", receiver.ToString(), node);
        }
    }

    private bool CanChange(ExpressionSyntax receiver) => model.GetTypeInfo(receiver).Type is { IsValueType: false, SpecialType: not SpecialType.System_String } type
        && type.ContainingNamespace?.ToDisplayString() is not ("System.Collections.Immutable" or "System.Collections.Frozen");

    private bool IsOutside(ExpressionSyntax receiver, LambdaExpressionSyntax lambda)
    {
        var root = receiver;
        while (root is MemberAccessExpressionSyntax access)
            root = access.Expression;
        return model.GetSymbolInfo(root).Symbol switch
        {
            IFieldSymbol or IPropertySymbol => true,
            ILocalSymbol or IParameterSymbol => model.GetSymbolInfo(root).Symbol!.DeclaringSyntaxReferences.All(reference => !lambda.Span.Contains(reference.Span)),
            _ => false,
        };
    }

    private void RequireConstant(InvocationExpressionSyntax call, int position, string what)
    {
        if (call.ArgumentList.Arguments.ElementAtOrDefault(position)?.Expression is { } argument && !model.GetConstantValue(argument).HasValue)
            Add("CONSTANT", what, argument);
    }

    private void Add(string family, string what, SyntaxNode node)
    {
        var place = node.GetLocation().GetLineSpan().StartLinePosition;
        found.Add(PolicyRules.Diagnostic(family, what, place.Line + 1, place.Character + 1));
    }
}
