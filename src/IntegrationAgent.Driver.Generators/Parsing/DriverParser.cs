using IntegrationAgent.Driver.Generators.Diagnostics;
using IntegrationAgent.Driver.Generators.Model;
using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>Reads a class marked <c>[Driver]</c>: symbols and documentation in, values out.</summary>
internal static class DriverParser
{
    public static DriverParseResult Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellationToken)
    {
        var type = (INamedTypeSymbol)context.TargetSymbol;
        var driver = new DeclaredAttribute(context.Attributes[0]);
        var diagnostics = new List<DiagnosticInfo>();

        var isSound = CheckClass(type, driver, diagnostics);
        var summary = TextHygiene.Clean(Documentation.Of(type, cancellationToken).Summary, TextLimits.Summary);
        if (summary.Length == 0)
        {
            diagnostics.Add(DiagnosticInfo.Create(
                GeneratorDiagnostics.Undocumented,
                LocationInfo.From(type),
                $"The driver class '{type.Name}' has no summary, and the summary is the first line that an agent reads: write '/// <summary>What the system is and what the driver does with it.</summary>' above it"));
        }

        var declarations = DeclarationParser.Parse(type, diagnostics);
        cancellationToken.ThrowIfCancellationRequested();

        DriverModel? model = null;
        if (isSound && driver.Type("Client") is { } client)
        {
            model = new DriverModel(
                driver.Subject,
                TextHygiene.Clean(driver.Text("DisplayName"), TextLimits.DisplayName) is { Length: > 0 } name ? name : driver.Subject,
                summary,
                MetadataName(type),
                MetadataName(client),
                TextHygiene.Clean(driver.OptionalText("NativeLanguage"), TextLimits.NativeLanguage) is { Length: > 0 } language ? language : null,
                CapabilityParser.Parse(client).ToEquatableArray(),
                declarations.Auth.ToEquatableArray(),
                declarations.Credentials.ToEquatableArray(),
                declarations.Settings.ToEquatableArray(),
                declarations.SignIns.ToEquatableArray(),
                declarations.Egress.ToEquatableArray(),
                declarations.Uses.ToEquatableArray(),
                declarations.RateLimits.ToEquatableArray(),
                declarations.Errors.ToEquatableArray(),
                declarations.Idioms.ToEquatableArray());
        }

        return new DriverParseResult(model, type.ToDisplayString(), LocationInfo.From(driver.Data, type), diagnostics.ToEquatableArray());
    }

    /// <summary>The name by which a runtime finds the type in the assembly.</summary>
    public static string MetadataName(INamedTypeSymbol type)
    {
        var name = type.MetadataName;
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
            name = outer.MetadataName + "+" + name;
        return type.ContainingNamespace.IsGlobalNamespace ? name : type.ContainingNamespace.ToDisplayString() + "." + name;
    }

    private static bool CheckClass(INamedTypeSymbol type, DeclaredAttribute driver, List<DiagnosticInfo> diagnostics)
    {
        var before = diagnostics.Count;
        var where = LocationInfo.From(driver.Data, type);
        if (!CapabilityParser.Implements(type, "IDriver"))
        {
            diagnostics.Add(DiagnosticInfo.Create(
                GeneratorDiagnostics.DriverClass,
                where,
                $"'{type.Name}' is marked [Driver] and does not implement IDriver: write 'class {type.Name} : IDriver'"));
        }

        if (!Words.IsDriverId(driver.Subject))
        {
            diagnostics.Add(DiagnosticInfo.Create(
                GeneratorDiagnostics.DriverIdentity,
                where,
                $"The driver id \"{TextHygiene.Clean(driver.Subject, 60)}\" is not 2 to 40 characters out of a-z, 0-9 and inner '-': write [Driver(\"{Words.SuggestId(driver.Subject)}\")]"));
        }

        if (type.IsAbstract || type.IsGenericType || !HasPublicConstructor(type))
        {
            diagnostics.Add(DiagnosticInfo.Create(
                GeneratorDiagnostics.DriverIdentity,
                where,
                $"The host constructs the driver itself, and '{type.Name}' is abstract, generic or has no public parameterless constructor: write 'public {type.Name}() {{ }}' and take what a connection needs from ConnectAsync"));
        }
        else if (!IsPublic(type))
        {
            diagnostics.Add(DiagnosticInfo.Create(
                GeneratorDiagnostics.DriverIdentity,
                where,
                $"The host constructs the driver itself, and '{type.Name}' is not public: write 'public sealed class {type.Name}'"));
        }

        var client = driver.Type("Client");
        if (client is null || !CapabilityParser.Implements(client, "IDriverClient"))
        {
            diagnostics.Add(DiagnosticInfo.Create(
                GeneratorDiagnostics.DriverIdentity,
                where,
                client is null
                    ? $"The driver's capabilities are the interfaces of its client, and [Driver] names no client: write [Driver(\"{driver.Subject}\", Client = typeof(YourClient))]"
                    : $"The driver's client '{client.Name}' does not implement IDriverClient: write 'class {client.Name} : IDriverClient'"));
        }

        return diagnostics.Count == before;
    }

    private static bool HasPublicConstructor(INamedTypeSymbol type) =>
        type.InstanceConstructors.Any(constructor => constructor.Parameters.IsEmpty && constructor.DeclaredAccessibility == Accessibility.Public);

    private static bool IsPublic(INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.DeclaredAccessibility != Accessibility.Public)
                return false;
        }

        return true;
    }
}
