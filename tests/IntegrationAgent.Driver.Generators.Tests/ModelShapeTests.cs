using IntegrationAgent.Driver.Generators.Diagnostics;
using IntegrationAgent.Driver.Generators.Model;
using IntegrationAgent.Driver.Generators.Tests.Harness;
using IntegrationAgent.Driver.Generators.Tests.Sabotage;

namespace IntegrationAgent.Driver.Generators.Tests;

public class ModelShapeTests
{
    [Fact]
    public void Models_hold_nothing_of_Roslyn_and_compare_by_value()
    {
        var models = typeof(DriverModel).Assembly.GetTypes()
            .Where(type => type.Namespace == typeof(DriverModel).Namespace && !type.IsGenericTypeDefinition && !(type.IsAbstract && type.IsSealed) && !type.IsNested)
            .Append(typeof(DiagnosticInfo))
            .Append(typeof(LocationInfo))
            .ToList();

        Assert.Contains(typeof(OperationModel), models);
        Assert.True(models.Count >= 15, $"Only {models.Count} models were looked at.");
        Assert.Empty(ModelShape.Violations(models));
    }

    [Fact]
    public void Shape_check_finds_a_symbol() =>
        Assert.Contains("Model.<Type>k__BackingField is the Roslyn type ISymbol.", ModelShape.Violations([typeof(SymbolHoldingGenerator.Model)]));

    [Fact]
    public void Shape_check_finds_a_list() =>
        Assert.Contains("Model.<Names>k__BackingField is List`1, which does not compare by value.", ModelShape.Violations([typeof(ListHoldingGenerator.Model)]));

    [Fact]
    public void Shape_check_finds_a_class_without_equality() =>
        Assert.Contains("NotEquatable is NotEquatable, which is not equatable.", ModelShape.Violations([typeof(NotEquatable)]));

    private sealed class NotEquatable
    {
        public string Name { get; init; } = "";
    }
}
