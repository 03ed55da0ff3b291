using IntegrationAgent.Driver.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>Which package the assembly becomes: from the properties that the pack targets show to the compiler, otherwise from the assembly itself.</summary>
internal static class PackageParser
{
    public static PackageModel Parse(Compilation compilation, AnalyzerConfigOptions options)
    {
        var assembly = compilation.AssemblyName ?? "";
        return new PackageModel(
            Property(options, "PackageId") ?? assembly,
            WithoutMetadata(Property(options, "PackageVersion") ?? InformationalVersion(compilation) ?? compilation.Assembly.Identity.Version.ToString(3)),
            assembly,
            ContractVersion(compilation));
    }

    private static string? Property(AnalyzerConfigOptions options, string name) =>
        options.TryGetValue("build_property." + name, out var value) && value.Length > 0 ? value : null;

    private static string? InformationalVersion(Compilation compilation) =>
        (from attribute in compilation.Assembly.GetAttributes()
         where attribute.AttributeClass?.Name == "AssemblyInformationalVersionAttribute" && attribute.ConstructorArguments.Length == 1
         select attribute.ConstructorArguments[0].Value as string).FirstOrDefault();

    /// <summary>A package's version does not carry the build's metadata.</summary>
    private static string WithoutMetadata(string version) => version.Split('+')[0];

    private static string ContractVersion(Compilation compilation) =>
        compilation.GetTypeByMetadataName(ContractNames.Contract)?.GetMembers("Version").OfType<IFieldSymbol>().FirstOrDefault()?.ConstantValue as string ?? "1.0";
}
