using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Agent.Validation.Compiling;

/// <summary>Turns the compiler's errors into ones that say what to write instead, and folds those that only follow from others.</summary>
internal sealed class CompileDiagnostics(SemanticModel model)
{
    /// <summary>Errors that usually follow from another one in the same statement.</summary>
    private static readonly HashSet<string> Following = new(StringComparer.Ordinal)
    {
        "CS0411", "CS1503", "CS1660", "CS1661", "CS1662", "CS0029", "CS0266", "CS0019", "CS1929", "CS8130", "CS8917", "CS0815", "CS1977", "CS8030", "CS0121",
    };

    public IReadOnlyList<ScriptDiagnostic> Describe(IEnumerable<Diagnostic> errors)
    {
        var all = errors.Where(error => error.Severity == DiagnosticSeverity.Error).OrderBy(error => error.Location.SourceSpan.Start).ToList();
        if (all.Exists(IsSyntax))
            all.RemoveAll(error => !IsSyntax(error));
        var roots = all.Where(error => !Following.Contains(error.Id)).Select(Statement).OfType<SyntaxNode>().ToHashSet();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var described = new List<ScriptDiagnostic>();
        foreach (var error in all)
        {
            if (Following.Contains(error.Id) && Statement(error) is { } statement && roots.Contains(statement))
                continue;
            var one = Describe(error);
            if (seen.Add($"{one.Line}|{one.Message}"))
                described.Add(one);
        }

        return described;
    }

    private ScriptDiagnostic Describe(Diagnostic error)
    {
        var node = Node(error);
        var name = node?.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().FirstOrDefault()?.Identifier.ValueText;
        return error.Id switch
        {
            "CS1061" or "CS0117" or "CS1929" when name is not null && Owner(node!) is { } owner => Member(error, owner, name),
            "CS0103" when name is not null => Named(error, "E-CMP-NAME", $"There is no '{name}' here.", Suggest(name, node!), "Use a name that is declared in the script, or one of the bindings."),
            "CS0246" or "CS0234" when name is not null => Named(error, "E-CMP-TYPE", $"There is no type '{name}'.", Suggest(name, node!), "Use the classes of the bindings; nothing else is generated."),
            _ when IsSyntax(error) => Named(error, "E-CMP-SYNTAX", error.GetMessage(System.Globalization.CultureInfo.InvariantCulture), [], ""),
            _ => Named(error, "E-CMP-TYPES", error.GetMessage(System.Globalization.CultureInfo.InvariantCulture), [], ""),
        };
    }

    private static ScriptDiagnostic Member(Diagnostic error, ITypeSymbol owner, string name)
    {
        var members = owner.GetMembers().Where(member => member.DeclaredAccessibility == Accessibility.Public && member.CanBeReferencedByName).Select(member => member.Name);
        var nearest = NearestNames.Of(name, members);
        if (BindingOf(owner) is var (connection, target))
            return Named(error, "E-CMP-FIELD", $"{connection}.{target} has no field '{name}'.", nearest, "Use a field that discovery found, or discover the object again.");
        if (owner.Name == "Flow" && name is "Where" or "OrderBy" or "OrderByDescending" or "Take" or "ChangedSince" or "WithDeletes")
            return Named(error, "E-CMP-MEMBER", $"'{name}' is not possible here: it is part of the query.", [], $"Move .{name}(…) directly behind Query<…>(), before Select.");
        return Named(error, "E-CMP-MEMBER", $"'{owner.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}' has no member '{name}'.", nearest, "");
    }

    /// <summary>The type whose member was named: of what stands before the dot, or of what is being initialised.</summary>
    private ITypeSymbol? Owner(SyntaxNode node)
    {
        var name = node.AncestorsAndSelf().OfType<SimpleNameSyntax>().FirstOrDefault() ?? node.DescendantNodes().OfType<SimpleNameSyntax>().FirstOrDefault();
        return name?.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Name == name => TypeOf(access.Expression),
            AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax { Parent: ExpressionSyntax creation } } => model.GetTypeInfo(creation).Type ?? model.GetTypeInfo(creation).ConvertedType,
            _ => null,
        };
    }

    private ITypeSymbol? TypeOf(ExpressionSyntax expression) =>
        model.GetTypeInfo(expression).Type is { TypeKind: not TypeKind.Error } type ? type : model.GetSymbolInfo(expression).Symbol as ITypeSymbol;

    private IReadOnlyList<string> Suggest(string name, SyntaxNode node) =>
        NearestNames.Of(name, model.LookupSymbols(node.SpanStart).Where(symbol => symbol.Locations.Any(location => location.IsInSource) || symbol is INamespaceOrTypeSymbol { ContainingNamespace.Name: "Scripting" }).Select(symbol => symbol.Name));

    private SyntaxNode? Node(Diagnostic error) =>
        error.Location.SourceTree == model.SyntaxTree ? model.SyntaxTree.GetRoot().FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true) : null;

    private SyntaxNode? Statement(Diagnostic error) => Node(error)?.AncestorsAndSelf().FirstOrDefault(node => node is GlobalStatementSyntax or StatementSyntax and not BlockSyntax);

    private bool IsSyntax(Diagnostic error) => error.Location.SourceTree == model.SyntaxTree
        && model.SyntaxTree.GetDiagnostics().Any(other => other.Severity == DiagnosticSeverity.Error && other.Location.SourceSpan == error.Location.SourceSpan && other.Id == error.Id);

    private static (string Connection, string Object)? BindingOf(ITypeSymbol type) => SymbolFacts.BindingOf(type) is { } binding ? (binding.Connection, binding.Object) : null;

    private static ScriptDiagnostic Named(Diagnostic error, string code, string message, IReadOnlyList<string> suggestions, string nextAction)
    {
        var position = error.Location.GetLineSpan().StartLinePosition;
        return new ScriptDiagnostic
        {
            Code = code,
            Message = message,
            Suggestions = suggestions,
            NextAction = nextAction,
            CompilerId = error.Id,
            Line = position.Line + 1,
            Column = position.Character + 1,
        };
    }
}
