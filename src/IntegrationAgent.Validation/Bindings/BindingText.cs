using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.CSharp;

namespace IntegrationAgent.Agent.Validation.Bindings;

/// <summary>Writes binding classes as they stand at the end of a script.</summary>
internal static class BindingText
{
    /// <summary>The line that begins the bindings; everything from here on is generated.</summary>
    public const string Marker = "// bindings: generated from the discovered schema; only what is used. Do not edit.";

    private const string MarkerStart = "// bindings:";

    /// <summary>What somebody wrote, and what is generated below it.</summary>
    public static (string Body, string Bindings) Split(string source)
    {
        var at = source.StartsWith(MarkerStart, StringComparison.Ordinal) ? 0 : source.IndexOf("\n" + MarkerStart, StringComparison.Ordinal) + 1;
        return at > 0 || source.StartsWith(MarkerStart, StringComparison.Ordinal) ? (source[..at], source[at..]) : (source, "");
    }

    /// <summary>A body with its bindings.</summary>
    public static string Join(string body, string bindings) => bindings.Length == 0 ? body : $"{body.TrimEnd()}\n\n{bindings}";

    public static string Write(IEnumerable<BindingClass> classes)
    {
        var text = new StringBuilder();
        foreach (var one in classes)
        {
            text.Append(text.Length == 0 ? Marker + "\n\n" : "\n");
            text.Append(CultureInfo.InvariantCulture, $"[{(one.IsTarget ? "TargetObject" : "SourceObject")}({Quote(one.Connection)}, {Quote(one.Object)})]\n");
            text.Append(CultureInfo.InvariantCulture, $"public sealed class {one.Name} : {(one.IsTarget ? "TargetRecord" : "SourceRecord")}\n{{\n");
            for (var i = 0; i < one.Fields.Count; i++)
            {
                var field = one.Fields[i];
                text.Append(CultureInfo.InvariantCulture, $"    [Field({Quote(field.Field)}, FieldType.{field.Type})] public {field.ClrType} {field.Property}");
                if (one.IsTarget)
                    text.Append(CultureInfo.InvariantCulture, $" {{ get; init => field = Set({i}, value); }}\n");
                else
                    text.Append(CultureInfo.InvariantCulture, $" => {field.Getter}({i});\n");
            }

            text.Append("}\n");
        }

        return text.ToString();
    }

    private static string Quote(string text) => SymbolDisplay.FormatLiteral(text, quote: true);
}
