using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace IntegrationAgent.Driver.Generators.Diagnostics;

/// <summary>Where something stands, without holding on to the syntax tree.</summary>
internal sealed record LocationInfo(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static LocationInfo? From(Location? location) => location?.SourceTree is null
        ? null
        : new LocationInfo(location.SourceTree.FilePath, location.SourceSpan, location.GetLineSpan().Span);

    public static LocationInfo? From(ISymbol symbol) => From(symbol.Locations.FirstOrDefault(location => location.IsInSource));

    public static LocationInfo? From(AttributeData attribute, ISymbol fallback) => attribute.ApplicationSyntaxReference is { } reference
        ? From(Location.Create(reference.SyntaxTree, reference.Span))
        : From(fallback);

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}
