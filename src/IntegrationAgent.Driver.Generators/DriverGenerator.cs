using IntegrationAgent.Driver.Generators.Diagnostics;
using IntegrationAgent.Driver.Generators.Emission;
using IntegrationAgent.Driver.Generators.Model;
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
        var drivers = context.SyntaxProvider
            .ForAttributeWithMetadataName(ContractNames.Driver, static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax, DriverParser.Parse)
            .WithTrackingName(TrackingNames.ParseDriver)
            .Collect();
        var operations = context.SyntaxProvider
            .ForAttributeWithMetadataName(ContractNames.Operation, static (node, _) => node is MethodDeclarationSyntax, OperationParser.Parse)
            .WithTrackingName(TrackingNames.ParseOperation)
            .Collect();
        var package = context.CompilationProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, _) => PackageParser.Parse(pair.Left, pair.Right.GlobalOptions))
            .WithTrackingName(TrackingNames.Package);

        // The models carry no location: moving a line changes the diagnostics alone.
        var driver = drivers.Select(static (results, _) => ModelSelection.Driver(results)).WithTrackingName(TrackingNames.DriverModel);
        var models = operations.Select(static (results, _) => ModelSelection.Operations(results)).WithTrackingName(TrackingNames.OperationModels);
        var manifest = driver.Combine(models).Combine(package)
            .Select(static (input, _) => input.Left.Left is { } model ? ManifestEmitter.Emit(model, input.Left.Right.Of(model.ClientType), input.Right) : null)
            .WithTrackingName(TrackingNames.Manifest);
        var dispatches = models.SelectMany(static (all, _) => all.ByClient()).WithTrackingName(TrackingNames.Dispatches);
        var diagnostics = drivers.Combine(operations)
            .Select(static (input, _) => DriverDiagnosticCollector.Collect(input.Left, input.Right))
            .WithTrackingName(TrackingNames.Diagnostics);

        context.RegisterSourceOutput(manifest, static (output, text) =>
        {
            if (text is not null)
                output.AddSource(ManifestSource.FileName, ManifestSource.Emit(text));
        });
        context.RegisterSourceOutput(dispatches, static (output, dispatch) =>
            output.AddSource(DispatchEmitter.FileName(dispatch.Client), DispatchEmitter.Emit(dispatch.Client, dispatch.Operations)));
        context.RegisterSourceOutput(diagnostics, static (output, found) =>
        {
            foreach (var diagnostic in found)
                output.ReportDiagnostic(diagnostic.ToDiagnostic());
        });
    }
}
