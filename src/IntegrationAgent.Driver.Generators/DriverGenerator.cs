using IntegrationAgent.Driver.Generators.Diagnostics;
using IntegrationAgent.Driver.Generators.Emission;
using IntegrationAgent.Driver.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Driver.Generators;

/// <summary>Writes a driver's manifest into its assembly, and the dispatch of its operations.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class DriverGenerator : IIncrementalGenerator
{
    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var parsed = context.SyntaxProvider
            .ForAttributeWithMetadataName(ContractNames.Driver, static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax, DriverParser.Parse)
            .WithTrackingName(TrackingNames.ParseDriver)
            .Collect();

        var package = context.CompilationProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, _) => PackageParser.Parse(pair.Left, pair.Right.GlobalOptions))
            .WithTrackingName(TrackingNames.Package);

        var driver = parsed
            .Select(static (results, _) => results.Length == 1 ? results[0].Model : null)
            .WithTrackingName(TrackingNames.DriverModel);

        var diagnostics = parsed
            .Select(static (results, _) => DriverDiagnosticCollector.Collect(results))
            .WithTrackingName(TrackingNames.DriverDiagnostics);

        var manifest = driver
            .Combine(package)
            .Select(static (pair, _) => pair.Left is null ? null : ManifestEmitter.Emit(pair.Left, pair.Right))
            .WithTrackingName(TrackingNames.Manifest);

        context.RegisterSourceOutput(manifest, static (output, text) =>
        {
            if (text is not null)
                output.AddSource(ManifestSource.FileName, ManifestSource.Emit(text));
        });

        context.RegisterSourceOutput(diagnostics, static (output, found) =>
        {
            foreach (var diagnostic in found)
                output.ReportDiagnostic(diagnostic.ToDiagnostic());
        });
    }
}
