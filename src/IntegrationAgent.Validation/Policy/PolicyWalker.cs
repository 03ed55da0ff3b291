using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Agent.Validation.Policy;

/// <summary>Looks at every name and every expression of a script and refuses what is not allowed.</summary>
internal sealed class PolicyWalker(SemanticModel model, List<ScriptDiagnostic> found) : CSharpSyntaxWalker
{
    private readonly HashSet<int> lines = [];
    private readonly FlowRules flows = new(model, found);

    public override void Visit(SyntaxNode? node)
    {
        base.Visit(node);

        // What nobody named is given away by its type: typeof, a result that is not used. Names come first, they say it better.
        if (node is ExpressionSyntax expression and not TypeSyntax && model.GetTypeInfo(expression).Type is { } type && AllowedTypes.Refuse(type) is { } refused)
            Refuse(refused, type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat), expression);
    }

    public override void VisitIdentifierName(IdentifierNameSyntax node)
    {
        // The name of an argument names nothing new, and what 'var' stands for is looked at where its value is.
        if (node.Parent is not NameColonSyntax && !node.IsVar)
            CheckName(node);
    }

    public override void VisitGenericName(GenericNameSyntax node)
    {
        CheckName(node);
        base.VisitGenericName(node);
    }

    public override void VisitObjectCreationExpression(ObjectCreationExpressionSyntax node)
    {
        CheckSymbol(model.GetSymbolInfo(node).Symbol, node);
        base.VisitObjectCreationExpression(node);
    }

    public override void VisitImplicitObjectCreationExpression(ImplicitObjectCreationExpressionSyntax node)
    {
        CheckSymbol(model.GetSymbolInfo(node).Symbol, node);
        base.VisitImplicitObjectCreationExpression(node);
    }

    public override void VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        flows.Check(node);
        base.VisitInvocationExpression(node);
    }

    public override void VisitPredefinedType(PredefinedTypeSyntax node)
    {
        if (model.GetTypeInfo(node).Type is { } type && AllowedTypes.Refuse(type) is { } refused)
            Refuse(refused, node.ToString(), node);
    }

    public override void VisitAttribute(AttributeSyntax node)
    {
        // Bindings carry attributes too, but they stand below this text and are generated.
        if (model.GetTypeInfo(node).Type?.ToDisplayString() != "System.FlagsAttribute")
            Refuse("ATTRIBUTE", node.Name.ToString(), node);
        base.VisitAttribute(node);
    }

    public override void DefaultVisit(SyntaxNode node)
    {
        switch (node.Kind())
        {
            case SyntaxKind.UnsafeStatement or SyntaxKind.FixedStatement or SyntaxKind.StackAllocArrayCreationExpression or SyntaxKind.ImplicitStackAllocArrayCreationExpression
                or SyntaxKind.PointerType or SyntaxKind.FunctionPointerType or SyntaxKind.SizeOfExpression or SyntaxKind.PointerIndirectionExpression or SyntaxKind.AddressOfExpression
                or SyntaxKind.MakeRefExpression or SyntaxKind.RefTypeExpression or SyntaxKind.RefValueExpression or SyntaxKind.ArgListExpression:
                Refuse("UNSAFE", Head(node), node);
                break;
            case SyntaxKind.LockStatement:
                Refuse("THREADS", "lock", node);
                break;
            case SyntaxKind.ExternAliasDirective or SyntaxKind.DestructorDeclaration or SyntaxKind.NamespaceDeclaration or SyntaxKind.FileScopedNamespaceDeclaration:
                Refuse("SYNTAX", Head(node), node);
                break;
            case SyntaxKind.UsingDirective when node is UsingDirectiveSyntax { GlobalKeyword.RawKind: not 0 } or UsingDirectiveSyntax { UnsafeKeyword.RawKind: not 0 }:
                Refuse("SYNTAX", Head(node), node);
                break;
            case SyntaxKind.FieldDeclaration or SyntaxKind.PropertyDeclaration:
                CheckStatic((MemberDeclarationSyntax)node);
                break;
            case SyntaxKind.LocalFunctionStatement or SyntaxKind.MethodDeclaration:
                CheckAsyncVoid(node);
                break;
        }

        foreach (var token in node.ChildTokens())
        {
            if (token.IsKind(SyntaxKind.UnsafeKeyword) || token.IsKind(SyntaxKind.ExternKeyword) || token.IsKind(SyntaxKind.VolatileKeyword))
                Refuse(token.IsKind(SyntaxKind.VolatileKeyword) ? "THREADS" : "UNSAFE", token.Text, token.GetLocation());
        }

        base.DefaultVisit(node);
    }

    private void CheckName(SimpleNameSyntax node)
    {
        var symbol = model.GetSymbolInfo(node).Symbol;
        if (symbol is IAliasSymbol alias)
            symbol = alias.Target;
        CheckSymbol(symbol, node);
    }

    private void CheckSymbol(ISymbol? symbol, SyntaxNode node)
    {
        var refused = symbol switch
        {
            null or INamespaceSymbol or IRangeVariableSymbol or ILabelSymbol or IDiscardSymbol => null,
            ITypeSymbol type => AllowedTypes.Refuse(type),
            ILocalSymbol local => AllowedTypes.Refuse(local.Type),
            IParameterSymbol parameter => AllowedTypes.Refuse(parameter.Type),
            IMethodSymbol method => AllowedTypes.Refuse(method.ReducedFrom ?? method),
            _ => AllowedTypes.Refuse(symbol),
        };
        if (refused is not null)
            Refuse(refused, symbol!.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat), node);
    }

    /// <summary>A value that outlives a record would make a run depend on the order of records.</summary>
    private void CheckStatic(MemberDeclarationSyntax member)
    {
        var fixedValue = member.Modifiers.Any(SyntaxKind.ConstKeyword) || member.Modifiers.Any(SyntaxKind.ReadOnlyKeyword)
            || (member is PropertyDeclarationSyntax property && property.AccessorList?.Accessors.All(accessor => accessor.IsKind(SyntaxKind.GetAccessorDeclaration)) != false);
        var type = model.GetTypeInfo(member is FieldDeclarationSyntax field ? field.Declaration.Type : ((PropertyDeclarationSyntax)member).Type).Type;
        if (member.Modifiers.Any(SyntaxKind.StaticKeyword) && (!fixedValue || !IsImmutable(type)))
            Refuse("STATE", Head(member), member);
    }

    private static bool IsImmutable(ITypeSymbol? type) => type is { IsValueType: true } or { SpecialType: SpecialType.System_String } or { TypeKind: TypeKind.Error }
        || (type is INamedTypeSymbol named && (named.Name.StartsWith("IReadOnly", StringComparison.Ordinal)
            || named.ContainingNamespace.ToDisplayString() is "System.Collections.Immutable" or "System.Collections.Frozen" or "System.Text.RegularExpressions"));

    private void CheckAsyncVoid(SyntaxNode node)
    {
        if (model.GetDeclaredSymbol(node) is IMethodSymbol { IsAsync: true, ReturnsVoid: true })
            Refuse("THREADS", "async void", node);
    }

    private void Refuse(string family, string what, SyntaxNode node) => Refuse(family, what, node.GetLocation());

    private void Refuse(string family, string what, Location location)
    {
        var place = location.GetLineSpan().StartLinePosition;
        // One refusal for a line: the others follow from it.
        if (lines.Add(place.Line))
            found.Add(PolicyRules.Diagnostic(family, what, place.Line + 1, place.Character + 1));
    }

    private static string Head(SyntaxNode node) => node.ToString().Split('\n')[0].Trim();
}
