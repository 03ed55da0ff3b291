using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IntegrationAgent.GeneratorBenchmarks;

/// <summary>Stands for the analyzers that the SDK runs in every build: for the first of them the compiler makes the operations that all others share.</summary>
#pragma warning disable RS1001, RS1036, RS2008
internal sealed class OneOfTheFramework : DiagnosticAnalyzer

{
    private static readonly DiagnosticDescriptor Rule = new("BENCH1", "None", "None", "Benchmark", DiagnosticSeverity.Hidden, isEnabledByDefault: true);

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rule];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterOperationAction(
            static _ => { },
            OperationKind.Invocation,
            OperationKind.LocalReference,
            OperationKind.PropertyReference,
            OperationKind.ObjectCreation,
            OperationKind.MethodBody);
    }
}
