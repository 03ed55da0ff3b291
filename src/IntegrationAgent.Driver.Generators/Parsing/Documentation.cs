using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>The XML documentation of a symbol, as plain text.</summary>
internal sealed class Documentation
{
    private readonly XElement? root;

    private Documentation(XElement? root) => this.root = root;

    public string Summary => Text(root?.Element("summary"));

    public string Returns => Text(root?.Element("returns"));

    public static Documentation Of(ISymbol symbol, CancellationToken cancellationToken)
    {
        var xml = symbol.GetDocumentationCommentXml(cancellationToken: cancellationToken);
        if (string.IsNullOrEmpty(xml))
            xml = FromTrivia(symbol, cancellationToken);
        if (string.IsNullOrEmpty(xml))
            return new Documentation(null);

        try
        {
            return new Documentation(XElement.Parse(xml));
        }
        catch (XmlException)
        {
            // The compiler says so itself (CS1570).
            return new Documentation(null);
        }
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

    /// <summary>A project that writes no documentation file does not parse its comments; they are there as text.</summary>
    private static string FromTrivia(ISymbol symbol, CancellationToken cancellationToken)
    {
        var lines = new StringBuilder();
        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            var syntax = reference.GetSyntax(cancellationToken);
            var text = syntax.GetLeadingTrivia().ToFullString();
            foreach (var line in text.Split('\n'))
            {
                var trimmed = line.Trim();
                if (trimmed.StartsWith("///", StringComparison.Ordinal))
                    lines.Append(trimmed, 3, trimmed.Length - 3).Append('\n');
            }
        }

        return lines.Length == 0 ? "" : $"<member>{lines}</member>";
    }
}
