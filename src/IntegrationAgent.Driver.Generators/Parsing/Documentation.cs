using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>The XML documentation of a symbol, as plain text.</summary>
internal sealed class Documentation
{
    private static readonly Documentation Nothing = new(null);
    private static readonly ConditionalWeakTable<SyntaxTree, ConcurrentDictionary<TextSpan, Documentation>> Known = new();
    private readonly XElement? root;

    private Documentation(XElement? root) => this.root = root;

    public string Summary => Text(root?.Element("summary"));

    public string Returns => Text(root?.Element("returns"));

    /// <summary>
    /// Reads the comment above the declaration, whether or not the compiler parses comments. A file that did not change is read once, however often
    /// the compilation around it does.
    /// </summary>
    public static Documentation Of(ISymbol symbol, CancellationToken cancellationToken)
    {
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            var known = Known.GetValue(reference.SyntaxTree, static _ => new ConcurrentDictionary<TextSpan, Documentation>());
            if (!known.TryGetValue(reference.Span, out var documentation))
            {
                documentation = Parse(Comment(reference.GetSyntax(cancellationToken)));
                known[reference.Span] = documentation;
            }

            if (documentation.root is not null)
                return documentation;
        }

        // Of another assembly, or written in the other style.
        return Parse(symbol.GetDocumentationCommentXml(cancellationToken: cancellationToken));
    }

    public string Parameter(string name) =>
        Text(root?.Elements("param").FirstOrDefault(element => (string?)element.Attribute("name") == name));

    /// <summary>The documented exceptions of a type, each as its element.</summary>
    public IEnumerable<XElement> Exceptions(string typeName) => root is null
        ? []
        : root.Elements("exception").Where(element => LastPart((string?)element.Attribute("cref")) == typeName);

    public static string LastPart(string? reference)
    {
        if (string.IsNullOrEmpty(reference))
            return "";

        var end = reference!.IndexOf('(');
        var name = end < 0 ? reference : reference.Substring(0, end);
        name = name.Substring(name.LastIndexOfAny(['.', ':']) + 1);
        var arity = name.IndexOf('`');
        return arity < 0 ? name : name.Substring(0, arity);
    }

    private static string Text(XElement? element)
    {
        if (element is null)
            return "";

        var text = new StringBuilder();
        Append(text, element);
        return text.ToString();
    }

    private static void Append(StringBuilder text, XElement element)
    {
        foreach (var node in element.Nodes())
        {
            switch (node)
            {
                case XText words:
                    text.Append(words.Value);
                    break;
                case XElement { Name.LocalName: "see" or "seealso" } see when see.IsEmpty || see.Value.Length == 0:
                    text.Append(LastPart((string?)see.Attribute("cref")) is { Length: > 0 } name ? name : (string?)see.Attribute("langword") ?? (string?)see.Attribute("href"));
                    break;
                case XElement { Name.LocalName: "paramref" or "typeparamref" } reference:
                    text.Append((string?)reference.Attribute("name"));
                    break;
                case XElement { Name.LocalName: "para" or "item" or "br" } block:
                    text.Append(' ');
                    Append(text, block);
                    text.Append(' ');
                    break;
                case XElement other:
                    Append(text, other);
                    break;
            }
        }
    }

    private static Documentation Parse(string? xml)
    {
        if (string.IsNullOrEmpty(xml))
            return Nothing;

        try
        {
            return new Documentation(XElement.Parse(xml));
        }
        catch (XmlException)
        {
            // The compiler says so itself (CS1570).
            return Nothing;
        }
    }

    private static string Comment(SyntaxNode declaration)
    {
        if (!declaration.HasLeadingTrivia)
            return "";

        var lines = new StringBuilder();
        foreach (var line in declaration.GetLeadingTrivia().ToFullString().Split('\n'))
        {
            var trimmed = line.Trim();
            if (trimmed.StartsWith("///", StringComparison.Ordinal))
                lines.Append(trimmed, 3, trimmed.Length - 3).Append('\n');
        }

        return lines.Length == 0 ? "" : $"<member>{lines}</member>";
    }
}
