using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IntegrationAgent.Agent.Compatibility.Api;

/// <summary>What ApiCompat lets pass: constants, defaults, <c>required</c>, names in JSON, initial values.</summary>
internal sealed class SourceHoles
{
    private readonly string file;
    private readonly List<CompatFinding> findings = [];

    private SourceHoles(string file) => this.file = file;

    public static IReadOnlyList<CompatFinding> Compare(ApiSymbols old, ApiSymbols @new)
    {
        var holes = new SourceHoles(@new.File);
        foreach (var (id, symbol) in @new.Members)
        {
            if (old.Members.TryGetValue(id, out var before))
                holes.Member(id, before, symbol);
            else if (IsRequired(symbol) && old.Members.ContainsKey(DocumentationCommentId.CreateDeclarationId(symbol.ContainingType) ?? ""))
                holes.Add("IAC0104", id, null, "required");
        }

        holes.InitialValues(old, @new);
        return holes.findings;
    }

    private void Add(string rule, string target, string? before, string? after) =>
        findings.Add(new CompatFinding(CompatRules.Get(rule), file, target, before, after));

    private void Member(string id, ISymbol old, ISymbol @new)
    {
        if (old is IFieldSymbol { IsConst: true } constant && @new is IFieldSymbol { IsConst: true } current
            && old.ContainingType.TypeKind != TypeKind.Enum && !Equals(constant.ConstantValue, current.ConstantValue))
        {
            Add("IAC0101", id, Literal(constant.ConstantValue), Literal(current.ConstantValue));
        }

        if (IsRequired(old) != IsRequired(@new))
            Add(IsRequired(@new) ? "IAC0104" : "IAC0105", id, IsRequired(old) ? "required" : "optional", IsRequired(@new) ? "required" : "optional");
        if (JsonNames.Of(old) is var before && JsonNames.Of(@new) is var after && before != after)
            Add("IAC0106", id, before, after);
        Parameters(id, Parameters(old), Parameters(@new));
    }

    private void Parameters(string id, ImmutableArray<IParameterSymbol> old, ImmutableArray<IParameterSymbol> @new)
    {
        foreach (var (before, after) in old.Zip(@new))
        {
            var target = $"{id}#{after.Name}";
            if (before.HasExplicitDefaultValue && (!after.HasExplicitDefaultValue || !Equals(before.ExplicitDefaultValue, after.ExplicitDefaultValue)))
                Add("IAC0102", target, Literal(before.ExplicitDefaultValue), after.HasExplicitDefaultValue ? Literal(after.ExplicitDefaultValue) : null);
            else if (!before.HasExplicitDefaultValue && after.HasExplicitDefaultValue)
                Add("IAC0103", target, null, Literal(after.ExplicitDefaultValue));
        }
    }

    private void InitialValues(ApiSymbols old, ApiSymbols @new)
    {
        var before = InitialValueReader.Read(old.Image);
        foreach (var (id, value) in InitialValueReader.Read(@new.Image))
        {
            if (@new.Members.ContainsKey(id) && old.Members.ContainsKey(id) && before.TryGetValue(id, out var was) && was != value)
                Add("IAC0107", id, was, value);
        }
    }

    private static ImmutableArray<IParameterSymbol> Parameters(ISymbol symbol) => symbol switch
    {
        IMethodSymbol method => method.Parameters,
        IPropertySymbol indexer => indexer.Parameters,
        INamedTypeSymbol { DelegateInvokeMethod: { } invoke } => invoke.Parameters,
        _ => [],
    };

    private static bool IsRequired(ISymbol symbol) => symbol is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true };

    private static string Literal(object? value) => value switch
    {
        null => "null",
        string text => SymbolDisplay.FormatLiteral(text, quote: true),
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
