using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Diagnostics;

/// <summary>The generator's rules. A message says what is wrong and exactly what to write instead.</summary>
internal static class GeneratorDiagnostics
{
    public static readonly DiagnosticDescriptor DriverClass = DescriptorFactory.Create(
        DiagnosticIds.DriverClass,
        "A package has exactly one driver class",
        "{0}",
        DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor DriverIdentity = DescriptorFactory.Create(
        DiagnosticIds.DriverIdentity,
        "The driver cannot be named or constructed",
        "{0}",
        DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor Undocumented = DescriptorFactory.Create(
        DiagnosticIds.Undocumented,
        "What a manifest shows is documented",
        "{0}",
        DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor OperationSignature = DescriptorFactory.Create(
        DiagnosticIds.OperationSignature,
        "The operation cannot be dispatched",
        "{0}",
        DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor Declaration = DescriptorFactory.Create(
        DiagnosticIds.Declaration,
        "A declaration of the driver is not valid",
        "{0}",
        DiagnosticSeverity.Error);

    public static readonly DiagnosticDescriptor OverBudget = DescriptorFactory.Create(
        DiagnosticIds.OverBudget,
        "The manifest is longer than its reader's budget",
        "{0}",
        DiagnosticSeverity.Warning);

    public static IReadOnlyList<DiagnosticDescriptor> All { get; } =
        [DriverClass, DriverIdentity, Undocumented, OperationSignature, Declaration, OverBudget];

    public static DiagnosticDescriptor ById(string id) => All.First(descriptor => descriptor.Id == id);
}
