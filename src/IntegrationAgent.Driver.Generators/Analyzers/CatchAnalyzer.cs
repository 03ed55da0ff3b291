using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IntegrationAgent.Driver.Generators.Analyzers;

/// <summary>A catch that hides a fault, and one that turns the caller's cancellation into something else.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CatchAnalyzer() : DriverAnalyzer(AnalyzerDiagnostics.ExceptionSwallowed, AnalyzerDiagnostics.CancellationConverted)
{
    private static readonly string[] Faults = ["Exception", "SystemException", "DriverException", "HttpRequestException", "IOException", "SocketException", "DbException"];

    protected override void Start(CompilationStartAnalysisContext context, DriverAssembly driver) =>
        context.RegisterOperationAction(Analyze, OperationKind.Try);

    private static void Analyze(OperationAnalysisContext context)
    {
        var attempt = (ITryOperation)context.Operation;
        var seesCancellation = attempt.Body.Descendants().Any(IsCancellable);
        foreach (var handler in attempt.Catches)
        {
            var name = handler.ExceptionType is null || handler.ExceptionType.SpecialType == SpecialType.System_Object ? "Exception" : handler.ExceptionType.Name;
            var throws = handler.Handler.Descendants().OfType<IThrowOperation>().ToList();
            if (throws.Count == 0 && handler.Filter is null && Faults.Contains(name) && !UsesException(handler))
                context.ReportDiagnostic(Diagnostic.Create(AnalyzerDiagnostics.ExceptionSwallowed, Location(handler), name));

            var catchesCancellation = name is "Exception" or "SystemException" or "OperationCanceledException" or "TaskCanceledException";
            if (catchesCancellation && seesCancellation && handler.Filter is null && throws.Any(thrown => thrown.Exception is not null) && Operations.TokenInScope(attempt, context.ContainingSymbol) is { } token)
            {
                var variable = handler.Locals.Length > 0 ? " " + handler.Locals[0].Name : "";
                context.ReportDiagnostic(Diagnostic.Create(AnalyzerDiagnostics.CancellationConverted, Location(handler), FixProperties.Of((FixProperties.Token, token.Name)), name, variable, token.Name));
            }

            // What an earlier clause lets through or handles does not reach a later one.
            if (catchesCancellation && handler.Filter is null)
                seesCancellation = false;
        }
    }

    private static bool IsCancellable(IOperation operation) => operation is IAwaitOperation or IForEachLoopOperation { IsAsynchronous: true }
        || (operation is IInvocationOperation call && call.Arguments.Any(argument => Operations.IsToken(argument.Parameter?.Type)));

    private static bool UsesException(ICatchClauseOperation handler) =>
        handler.Locals.Length > 0 && handler.Handler.Descendants().OfType<ILocalReferenceOperation>().Any(reference => SymbolEqualityComparer.Default.Equals(reference.Local, handler.Locals[0]));

    private static Location Location(ICatchClauseOperation handler) => handler.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.CatchClauseSyntax syntax
        ? (syntax.Declaration?.GetLocation() ?? syntax.CatchKeyword.GetLocation())
        : handler.Syntax.GetLocation();
}
