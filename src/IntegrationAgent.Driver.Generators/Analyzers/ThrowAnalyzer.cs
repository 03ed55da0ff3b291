using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IntegrationAgent.Driver.Generators.Analyzers;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class ThrowAnalyzer() : DriverAnalyzer(AnalyzerDiagnostics.PlainException)
{
    private static readonly HashSet<string> Plain =
    [
        "System.Exception", "System.ApplicationException", "System.SystemException", "System.TimeoutException", "System.IO.IOException",
        "System.Net.Http.HttpRequestException", "System.UnauthorizedAccessException",
    ];

    protected override void Start(CompilationStartAnalysisContext context, DriverAssembly driver) =>
        context.RegisterOperationAction(Analyze, OperationKind.Throw);

    private static void Analyze(OperationAnalysisContext context)
    {
        if (((IThrowOperation)context.Operation).Exception is { } exception
            && Operations.Unwrap(exception) is IObjectCreationOperation { Type: { } type } creation
            && Plain.Contains(type.ToDisplayString()))
        {
            context.ReportDiagnostic(Diagnostic.Create(AnalyzerDiagnostics.PlainException, creation.Syntax.GetLocation(), type.Name));
        }
    }
}
