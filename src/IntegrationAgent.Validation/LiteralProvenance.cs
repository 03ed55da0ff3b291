using System.Text.RegularExpressions;

namespace IntegrationAgent.Agent.Validation;

/// <summary>Says of each constant in a script where it comes from, so that whoever approves sees what was made up.</summary>
public static partial class LiteralProvenance
{
    /// <summary>Marks each constant with the first source that has it: user, schema, documents, data.</summary>
    public static IReadOnlyList<ScriptLiteral> Mark(IReadOnlyList<ScriptLiteral> literals, LiteralSources sources)
    {
        ArgumentNullException.ThrowIfNull(literals);
        ArgumentNullException.ThrowIfNull(sources);
        var names = Names(sources.Schemas).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var numbers = (User: Numbers(sources.User), Docs: Numbers(sources.Docs), Data: Numbers(sources.Data));
        return [.. literals.Select(literal => literal with { Origin = Origin(literal) })];

        LiteralOrigin Origin(ScriptLiteral literal)
        {
            // A sign belongs to the direction (the last 30 days), not to the number that somebody said.
            var text = literal.IsNumber ? literal.Text.TrimStart('-') : literal.Text;
            if (text.Length == 0 || (literal.IsNumber && text is "0" or "1"))
                return LiteralOrigin.Trivial;
            if (Has(sources.User, numbers.User, text, literal.IsNumber))
                return LiteralOrigin.User;
            if (names.Contains(text))
                return LiteralOrigin.Schema;
            if (Has(sources.Docs, numbers.Docs, text, literal.IsNumber))
                return LiteralOrigin.Docs;
            return Has(sources.Data, numbers.Data, text, literal.IsNumber) ? LiteralOrigin.Data : LiteralOrigin.Invented;
        }
    }

    private static bool Has(IReadOnlyList<string> texts, HashSet<string> numbers, string text, bool isNumber) => isNumber
        ? numbers.Contains(text)
        : texts.Any(one => one.Contains(text, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Names(IReadOnlyList<ConnectionSchema> schemas)
    {
        foreach (var schema in schemas)
        {
            yield return schema.Connection;
            foreach (var one in schema.Objects)
            {
                yield return one.Name;
                foreach (var field in one.Fields)
                {
                    yield return field.Name;
                    foreach (var value in field.PicklistValues)
                        yield return value.Value;
                }
            }
        }
    }

    private static HashSet<string> Numbers(IReadOnlyList<string> texts) =>
        [.. texts.SelectMany(text => Number().Matches(text)).Select(match => match.Value.Replace(",", "", StringComparison.Ordinal))];

    [GeneratedRegex(@"(?<![\p{L}\d.])\d[\d,]*(\.\d+)?")]
    private static partial Regex Number();
}
