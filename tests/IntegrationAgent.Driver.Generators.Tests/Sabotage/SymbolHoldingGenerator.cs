using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Tests.Sabotage;

/// <summary>A generator as it must not be: its model holds a symbol, which is another one after every edit.</summary>
internal sealed class SymbolHoldingGenerator : IIncrementalGenerator
{
    public const string Step = "SymbolModel";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var models = context.SyntaxProvider
            .ForAttributeWithMetadataName("IntegrationAgent.Driver.DriverAttribute", (_, _) => true, (attributed, _) => new Model(attributed.TargetSymbol))
            .WithTrackingName(Step);
        context.RegisterSourceOutput(models, (output, model) => output.AddSource("Sabotage.g.cs", $"// {model.Type.Name}"));
    }

    internal sealed record Model(ISymbol Type);
}
