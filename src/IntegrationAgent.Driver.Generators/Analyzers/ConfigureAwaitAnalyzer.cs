using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IntegrationAgent.Driver.Generators.Analyzers;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ConfigureAwaitAnalyzer() : DriverAnalyzer(AnalyzerDiagnostics.ConfigureAwait)
{
    protected override void Start(CompilationStartAnalysisContext context, DriverAssembly driver) =>
        context.RegisterOperationAction(Analyze, OperationKind.Await);

    private static void Analyze(OperationAnalysisContext context)
    {
        var awaited = ((IAwaitOperation)context.Operation).Operation;
        if (!Operations.IsNamed(awaited.Type, "System.Threading.Tasks", "Task") && !Operations.IsNamed(awaited.Type, "System.Threading.Tasks", "ValueTask"))
            return;

        var name = Operations.Unwrap(awaited) is IInvocationOperation call ? call.TargetMethod.Name : awaited.Syntax.ToString();
        context.ReportDiagnostic(Diagnostic.Create(AnalyzerDiagnostics.ConfigureAwait, awaited.Syntax.GetLocation(), name));
    }
}
