using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Tests.Sabotage;

/// <summary>A generator as it must not be: its model holds a list, which compares by reference.</summary>
internal sealed class ListHoldingGenerator : IIncrementalGenerator
{
    public const string Step = "ListModel";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                "IntegrationAgent.Driver.DriverAttribute",
                (_, _) => true,
                (attributed, _) => new Model([.. attributed.TargetSymbol.GetAttributes().Select(attribute => attribute.AttributeClass!.Name)]))
            .WithTrackingName(Step);
        context.RegisterSourceOutput(models, (output, model) => output.AddSource("Sabotage.g.cs", $"// {model.Names.Count}"));
    }

    internal sealed record Model(List<string> Names);
}
