using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IntegrationAgent.Driver.Generators.Analyzers;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class DisposeAnalyzer() : DriverAnalyzer(AnalyzerDiagnostics.DisposeNotIdempotent)
{
    /// <summary>Calls that may be made twice.</summary>
    private static readonly HashSet<string> Harmless = ["Dispose", "DisposeAsync", "ConfigureAwait", "SuppressFinalize", "Cancel", "CancelAsync", "TryComplete"];

    protected override void Start(CompilationStartAnalysisContext context, DriverAssembly driver) =>
        context.RegisterOperationAction(body => Analyze(body, driver), OperationKind.MethodBody);

    private static void Analyze(OperationAnalysisContext context, DriverAssembly driver)
    {
        if (context.ContainingSymbol is not IMethodSymbol { Name: "Dispose" or "DisposeAsync" } method || !driver.IsClient(method.ContainingType))
            return;

        var all = context.Operation.Descendants().ToList();
        var doesMore = all.OfType<IInvocationOperation>().Any(call => !Harmless.Contains(call.TargetMethod.Name));
        if (doesMore && !all.Any(IsGuard))
            context.ReportDiagnostic(Diagnostic.Create(AnalyzerDiagnostics.DisposeNotIdempotent, method.Locations[0], method.Name));
    }

    private static bool IsGuard(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod.ContainingType.Name: "Interlocked" } => true,
        IConditionalOperation condition => condition.Condition.DescendantsAndSelf().Any(part =>
            part is IFieldReferenceOperation { Field.Name: var name } && name.IndexOf("dispos", StringComparison.OrdinalIgnoreCase) >= 0),
        _ => false,
    };
}
