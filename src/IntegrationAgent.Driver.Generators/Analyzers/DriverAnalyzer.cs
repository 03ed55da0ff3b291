using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IntegrationAgent.Driver.Generators.Analyzers;

/// <summary>A rule that looks at assemblies that hold a driver, and at no others.</summary>
internal abstract class DriverAnalyzer(params DiagnosticDescriptor[] rules) : DiagnosticAnalyzer
{
    public sealed override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(rules);

    public sealed override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (DriverAssembly.Of(start.Compilation, start.CancellationToken) is { } driver)
                Start(start, driver);
        });
    }

    protected abstract void Start(CompilationStartAnalysisContext context, DriverAssembly driver);
}
