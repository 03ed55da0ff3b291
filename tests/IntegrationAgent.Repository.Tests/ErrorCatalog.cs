using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Repository.Tests;

/// <summary>
/// Collects the error codes of the product from its sources: where a code is thrown, the texts and the exit status stand beside it.
/// A part of a text that differs from case to case is written as an ellipsis.
/// </summary>
internal sealed partial class ErrorCatalog
{
    private readonly SortedDictionary<string, ErrorEntry> entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<int>> exitsOfMethods = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MethodDeclarationSyntax> factories = new(StringComparer.Ordinal);
    private readonly IReadOnlyDictionary<string, int> exits;

    private ErrorCatalog(IReadOnlyDictionary<string, int> exits) => this.exits = exits;

    public IReadOnlyDictionary<string, ErrorEntry> Entries => entries;

    /// <param name="sources">The files' texts, in a fixed order.</param>
    /// <param name="exits">The exit statuses by the names that the sources use.</param>
    public static ErrorCatalog Read(IEnumerable<string> sources, IReadOnlyDictionary<string, int> exits)
    {
        var catalog = new ErrorCatalog(exits);
        var roots = sources.Select(source => CSharpSyntaxTree.ParseText(source).GetRoot()).ToList();
        foreach (var root in roots)
            catalog.Declare(root);
        foreach (var root in roots)
            catalog.Collect(root);
        return catalog;
    }

    private static bool IsCode(string text) => CodePattern().IsMatch(text);

    private static bool IsWord(LiteralExpressionSyntax literal) => WordPattern().IsMatch(literal.Token.ValueText);

    private void Declare(SyntaxNode root)
    {
        foreach (var field in root.DescendantNodes().OfType<FieldDeclarationSyntax>().Where(field => field.Modifiers.Any(SyntaxKind.ConstKeyword)))
        {
            foreach (var variable in field.Declaration.Variables)
            {
                if (variable.Initializer?.Value is not LiteralExpressionSyntax { Token.ValueText: var code } || !IsCode(code))
                    continue;
                constants[$"{Owner(field)}.{variable.Identifier.ValueText}"] = code;
                var entry = Entry(code);
                if (entry.Meaning.Length == 0)
                    entry.Meaning = Summary(field);
            }
        }

        foreach (var method in root.DescendantNodes().OfType<MethodDeclarationSyntax>())
        {
            var key = $"{Owner(method)}.{method.Identifier.ValueText}";
            if (!exitsOfMethods.TryGetValue(key, out var known))
                exitsOfMethods[key] = known = [];
            known.UnionWith(ExitsIn(method));
            factories[key] = method;
        }
    }

    private void Collect(SyntaxNode root)
    {
        foreach (var literal in root.DescendantNodes().OfType<LiteralExpressionSyntax>().Where(literal => literal.IsKind(SyntaxKind.StringLiteralExpression)))
        {
            if (IsCode(literal.Token.ValueText) && literal.FirstAncestorOrSelf<FieldDeclarationSyntax>() is null)
                Add(literal.Token.ValueText, literal);
            else if (FamilyPattern().IsMatch(literal.Token.ValueText) && literal.Parent is BinaryExpressionSyntax sum && sum.IsKind(SyntaxKind.AddExpression))
                AddFamily(root, literal.Token.ValueText, sum);
        }

        foreach (var name in root.DescendantNodes().OfType<MemberAccessExpressionSyntax>())
        {
            if (constants.TryGetValue(name.ToString(), out var code))
                Add(code, name);
        }

        foreach (var name in root.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Parent is ArgumentSyntax))
        {
            if (constants.TryGetValue($"{Owner(name)}.{name.Identifier.ValueText}", out var code))
                Add(code, name);
        }
    }

    /// <summary>Codes that are put together from a prefix and a word: the words are the keys of a table, or the first arguments of calls.</summary>
    private void AddFamily(SyntaxNode root, string prefix, BinaryExpressionSyntax sum)
    {
        var method = sum.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Identifier.ValueText;
        var shared = sum.FirstAncestorOrSelf<InitializerExpressionSyntax>() is { } initializer ? Assigned(initializer, "NextAction") : null;
        foreach (var key in root.DescendantNodes().OfType<ImplicitElementAccessSyntax>().Where(key => key.Parent is AssignmentExpressionSyntax { Right: TupleExpressionSyntax }))
        {
            if (key.ArgumentList.Arguments[0].Expression is LiteralExpressionSyntax word && IsWord(word) && ((AssignmentExpressionSyntax)key.Parent!).Right is TupleExpressionSyntax tuple)
                Fill(Entry(prefix + word.Token.ValueText), tuple.Arguments.Select(argument => argument.Expression), []);
        }

        foreach (var call in root.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(call => call.Expression is IdentifierNameSyntax name && name.Identifier.ValueText == method))
        {
            if (call.ArgumentList.Arguments is [{ Expression: LiteralExpressionSyntax word }, var message, ..] && IsWord(word))
                Fill(Entry(prefix + word.Token.ValueText), shared is null ? [message.Expression] : [message.Expression, shared], []);
        }
    }

    private void Add(string code, ExpressionSyntax place)
    {
        switch (place.Parent)
        {
            case ArgumentSyntax { Parent: TupleExpressionSyntax tuple } argument:
                // A pair of code and next action; the message stands where the pair is used.
                var rest = tuple.Arguments.Skip(tuple.Arguments.IndexOf(argument) + 1).Select(other => other.Expression);
                var around = place.FirstAncestorOrSelf<MethodDeclarationSyntax>();
                Fill(Entry(code), [null, .. rest], around is null ? [] : ExitsIn(around));
                break;
            case ArgumentSyntax { Parent: ArgumentListSyntax list } argument:
                Fill(Entry(code), TextsOf(list, list.Arguments.IndexOf(argument)), ExitsOf(list));
                break;
            case AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax initializer } assignment when assignment.Left.ToString() == "Code":
                Fill(Entry(code), [Assigned(initializer, "Message"), Assigned(initializer, "NextAction")], []);
                break;
            case InitializerExpressionSyntax or SwitchExpressionArmSyntax or CollectionElementSyntax:
                Entry(code);
                break;
        }
    }

    private static void Fill(ErrorEntry entry, IEnumerable<ExpressionSyntax?> texts, IEnumerable<int> statuses)
    {
        var said = texts.Where(text => text is null || IsText(text)).Select(text => text is null ? "" : Render(text)).ToList();
        if (entry.Meaning.Trim('…', ' ').Length == 0 && said.Count > 0)
            entry.Meaning = said[0];
        if (entry.NextAction.Trim('…', ' ').Length == 0 && said.Count > 1)
            entry.NextAction = said[1];
        entry.ExitCodes.UnionWith(statuses);
    }

    private IEnumerable<int> ExitsOf(ArgumentListSyntax list)
    {
        var direct = list.Arguments.SelectMany(argument => ExitsIn(argument)).ToList();
        if (direct.Count > 0 || list.Parent is not InvocationExpressionSyntax call)
            return direct;
        return exitsOfMethods.TryGetValue(KeyOf(call), out var known) && known.Count == 1 ? known : [];
    }

    /// <summary>What stands behind a code; where a method makes the error of its arguments, what the method says in its place.</summary>
    private IEnumerable<ExpressionSyntax?> TextsOf(ArgumentListSyntax list, int position)
    {
        var given = list.Arguments.Skip(position + 1).Select(argument => (ExpressionSyntax?)argument.Expression).ToList();
        if (list.Parent is not InvocationExpressionSyntax call || !factories.TryGetValue(KeyOf(call), out var factory) || factory.ParameterList.Parameters.Count <= position)
            return given;
        var names = factory.ParameterList.Parameters.Select(parameter => parameter.Identifier.ValueText).ToList();
        var made = factory.DescendantNodes().OfType<ArgumentListSyntax>().FirstOrDefault(inner => inner.Arguments.Any(argument => argument.Expression.ToString() == names[position]));
        if (made is null)
            return given;
        var at = made.Arguments.ToList().FindIndex(argument => argument.Expression.ToString() == names[position]);
        return made.Arguments.Skip(at + 1).Select(argument => names.IndexOf(argument.Expression.ToString()) is var index && index >= 0 && index < list.Arguments.Count ? list.Arguments[index].Expression : argument.Expression);
    }

    private static string KeyOf(InvocationExpressionSyntax call) => call.Expression is MemberAccessExpressionSyntax access ? access.ToString() : $"{Owner(call)}.{call.Expression}";

    private IEnumerable<int> ExitsIn(SyntaxNode node) => node.DescendantNodesAndSelf()
        .OfType<MemberAccessExpressionSyntax>()
        .Where(access => access.Expression.ToString().EndsWith("ExitCode", StringComparison.Ordinal) && exits.ContainsKey(access.Name.Identifier.ValueText))
        .Select(access => exits[access.Name.Identifier.ValueText]);

    private ErrorEntry Entry(string code)
    {
        if (!entries.TryGetValue(code, out var entry))
            entries[code] = entry = new ErrorEntry();
        return entry;
    }

    private static ExpressionSyntax? Assigned(InitializerExpressionSyntax initializer, string name) =>
        initializer.Expressions.OfType<AssignmentExpressionSyntax>().FirstOrDefault(assignment => assignment.Left.ToString() == name)?.Right;

    private static string Owner(SyntaxNode node) => node.FirstAncestorOrSelf<TypeDeclarationSyntax>()?.Identifier.ValueText ?? "";

    private static bool IsText(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.IsKind(SyntaxKind.StringLiteralExpression) && !IsCode(literal.Token.ValueText),
        InterpolatedStringExpressionSyntax => true,
        BinaryExpressionSyntax binary => IsText(binary.Left) || IsText(binary.Right),
        ConditionalExpressionSyntax conditional => IsText(conditional.WhenTrue) || IsText(conditional.WhenFalse),
        InvocationExpressionSyntax { ArgumentList.Arguments: [.., var last] } call when call.Expression.ToString() == "string.Create" => IsText(last.Expression),
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText is "Message" or "NextAction",
        IdentifierNameSyntax name => name.Identifier.ValueText is "message" or "reason" or "what" or "next" or "nextAction" or "Again",
        _ => false,
    };

    private static string Render(ExpressionSyntax expression) => expression switch
    {
        LiteralExpressionSyntax literal => literal.Token.ValueText,
        InterpolatedStringExpressionSyntax text => string.Concat(text.Contents.Select(part => part is InterpolatedStringTextSyntax plain ? plain.TextToken.ValueText : "…")),
        BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.CoalesceExpression) => Render(binary.Right),
        BinaryExpressionSyntax binary => Render(binary.Left) + Render(binary.Right),
        ConditionalExpressionSyntax conditional => Render(IsText(conditional.WhenTrue) ? conditional.WhenTrue : conditional.WhenFalse),
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Message", Expression: IdentifierNameSyntax { Identifier.ValueText: "exception" or "inner" } } => "The words of what went wrong underneath.",
        IdentifierNameSyntax name when LocalConstant(name) is { } value => Render(value),
        InvocationExpressionSyntax { ArgumentList.Arguments: [.., var last] } => Render(last.Expression),
        _ => "…",
    };

    private static ExpressionSyntax? LocalConstant(IdentifierNameSyntax name) => name.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.DescendantNodes()
        .OfType<LocalDeclarationStatementSyntax>()
        .Where(local => local.IsConst)
        .SelectMany(local => local.Declaration.Variables)
        .FirstOrDefault(variable => variable.Identifier.ValueText == name.Identifier.ValueText)?.Initializer?.Value;

    private static string Summary(SyntaxNode node)
    {
        var comment = string.Join(' ', node.GetLeadingTrivia().ToFullString().Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("///", StringComparison.Ordinal)).Select(line => line[3..].Trim()));
        var summary = SummaryPattern().Match(comment).Groups[1].Value;
        return TagPattern().Replace(SeePattern().Replace(summary, "$1"), "").Trim();
    }

    internal static string Number(int status) => status.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^E-[A-Z]{3,9}(-[A-Z0-9]+)+$|^E-(CANCELLED|FAULT)$")]
    private static partial Regex CodePattern();

    [GeneratedRegex("^[A-Z]+(-[A-Z]+)*$")]
    private static partial Regex WordPattern();

    [GeneratedRegex(@"^E-[A-Z]{3,4}-$")]
    private static partial Regex FamilyPattern();

    [GeneratedRegex(@"<summary>\s*(.*?)\s*</summary>")]
    private static partial Regex SummaryPattern();

    [GeneratedRegex(@"<see \w+=""([^""]*)""\s*/>")]
    private static partial Regex SeePattern();

    [GeneratedRegex(@"</?\w+>")]
    private static partial Regex TagPattern();
}
