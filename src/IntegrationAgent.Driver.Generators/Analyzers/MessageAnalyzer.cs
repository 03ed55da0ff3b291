using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IntegrationAgent.Driver.Generators.Analyzers;

/// <summary>Texts that are stored or shown hold neither secrets nor what the system answered.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class MessageAnalyzer() : DriverAnalyzer(AnalyzerDiagnostics.SecretInMessage, AnalyzerDiagnostics.ContentInMessage)
{
    protected override void Start(CompilationStartAnalysisContext context, DriverAssembly driver)
    {
        context.RegisterOperationAction(AnalyzeCall, OperationKind.Invocation);
        context.RegisterOperationAction(AnalyzeLocal, OperationKind.LocalReference);
    }

    private static void AnalyzeCall(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (Source(call) is { } rule && Operations.Sink(call) is { } sink)
            Report(context, rule, sink, call.Syntax);
    }

    private static void AnalyzeLocal(OperationAnalysisContext context)
    {
        var reference = (ILocalReferenceOperation)context.Operation;
        if (Operations.Sink(reference) is not { } sink || reference.Parent is IPropertyReferenceOperation { Property.Name: "Length" or "Count" })
            return;

        foreach (var syntax in reference.Local.DeclaringSyntaxReferences)
        {
            if (context.Operation.SemanticModel?.GetOperation(syntax.GetSyntax(context.CancellationToken), context.CancellationToken) is not IVariableDeclaratorOperation { Initializer.Value: { } value })
                continue;
            if (Value(value) is IInvocationOperation call && Source(call) is { } rule)
                Report(context, rule, sink, reference.Syntax);
        }
    }

    private static DiagnosticDescriptor? Source(IInvocationOperation call) => call.TargetMethod switch
    {
        { Name: "Reveal" } method when Operations.IsContract(method.ContainingType, "Secret") => AnalyzerDiagnostics.SecretInMessage,
        { Name: "ReadAsStringAsync" or "GetStringAsync" or "ReadAsStringAsyncCore" } method when method.ContainingNamespace.ToDisplayString().StartsWith("System.Net.Http", StringComparison.Ordinal) => AnalyzerDiagnostics.ContentInMessage,
        _ => null,
    };

    private static IOperation Value(IOperation operation)
    {
        var current = Operations.Unwrap(operation);
        while (true)
        {
            switch (current)
            {
                case IAwaitOperation wait:
                    current = Operations.Unwrap(wait.Operation);
                    break;
                case IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } inner }:
                    current = Operations.Unwrap(inner);
                    break;
                default:
                    return current;
            }
        }
    }

    private static void Report(OperationAnalysisContext context, DiagnosticDescriptor rule, string sink, SyntaxNode syntax) =>
        context.ReportDiagnostic(Diagnostic.Create(rule, syntax.GetLocation(), rule == AnalyzerDiagnostics.SecretInMessage ? sink : syntax.ToString()));
}
