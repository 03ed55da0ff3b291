using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IntegrationAgent.Driver.Generators.Analyzers;

/// <summary>A stream of pages is flat in memory, ends when the server repeats itself, and says why it ends.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class StreamAnalyzer() : DriverAnalyzer(
    AnalyzerDiagnostics.UnboundedBuffering,
    AnalyzerDiagnostics.PageLoopWithoutGuard,
    AnalyzerDiagnostics.NoStopReason)
{
    private static readonly HashSet<string> Buffering = ["ToListAsync", "ToArrayAsync", "ReadAsStringAsync", "ReadAsByteArrayAsync", "GetStringAsync", "GetByteArrayAsync"];

    protected override void Start(CompilationStartAnalysisContext context, DriverAssembly driver) =>
        context.RegisterOperationAction(Analyze, OperationKind.MethodBody);

    private static void Analyze(OperationAnalysisContext context)
    {
        if (!Operations.StreamsPages(context.ContainingSymbol as IMethodSymbol))
            return;

        var all = context.Operation.Descendants().ToList();
        foreach (var call in all.OfType<IInvocationOperation>().Where(call => Buffering.Contains(call.TargetMethod.Name)))
            Report(context, AnalyzerDiagnostics.UnboundedBuffering, call.Syntax, $"'{call.TargetMethod.Name}'", "read the response as a stream, and write each record into a RecordPageWriter");

        foreach (var loop in all.OfType<ILoopOperation>())
        {
            var inside = loop.Descendants().ToList();
            if (loop is IForEachLoopOperation { IsAsynchronous: true } || inside.Any(operation => operation is IAwaitOperation))
                AnalyzeBuffer(context, loop, inside);
            if (loop is IWhileLoopOperation && inside.Any(operation => operation is IAwaitOperation))
                AnalyzeGuard(context, loop, inside);
        }

        var yields = all.OfType<IReturnOperation>().Where(operation => operation.Kind == OperationKind.YieldReturn).ToList();
        if (yields.Count > 0 && !all.Any(SaysWhyItEnds))
            Report(context, AnalyzerDiagnostics.NoStopReason, yields[yields.Count - 1].Syntax, context.ContainingSymbol.Name);
    }

    private static void AnalyzeBuffer(OperationAnalysisContext context, ILoopOperation loop, List<IOperation> inside)
    {
        if (inside.Any(operation => operation.Kind == OperationKind.YieldReturn))
            return;

        foreach (var call in inside.OfType<IInvocationOperation>())
        {
            if (call is { TargetMethod.Name: "Add" or "AddRange", Instance: ILocalReferenceOperation { Local: { Type.Name: "List" } list } } && !IsDeclaredIn(list, loop))
                Report(context, AnalyzerDiagnostics.UnboundedBuffering, call.Syntax, $"The list '{list.Name}'", "yield a page inside the loop as soon as it is full");
        }
    }

    private static void AnalyzeGuard(OperationAnalysisContext context, ILoopOperation loop, List<IOperation> inside)
    {
        var cursor = inside.OfType<ISimpleAssignmentOperation>()
            .Select(assignment => (assignment.Target as ILocalReferenceOperation)?.Local)
            .FirstOrDefault(local => local is not null && (local.Type.SpecialType == SpecialType.System_String || local.Type.Name == "Uri") && !IsDeclaredIn(local, loop));
        if (cursor is null || inside.Any(operation => Guards(operation, cursor)))
            return;

        var syntax = loop.Syntax.ChildTokens().First();
        context.ReportDiagnostic(Diagnostic.Create(AnalyzerDiagnostics.PageLoopWithoutGuard, syntax.GetLocation(), cursor.Name));
    }

    private static bool Guards(IOperation operation, ILocalSymbol cursor) => operation switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison =>
            (Refers(comparison.LeftOperand, cursor) && !IsNull(comparison.RightOperand)) || (Refers(comparison.RightOperand, cursor) && !IsNull(comparison.LeftOperand)),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } => true,
        IInvocationOperation { TargetMethod.Name: "Add" or "Equals" or "CompareOrdinal" or "Compare" } call => call.Arguments.Any(argument => Refers(argument.Value, cursor)) || Refers(call.Instance, cursor),
        IInvocationOperation { TargetMethod: var method } => method.Name.Contains("Guard") || method.Name.Contains("Progress") || method.Name.Contains("Advance") || method.ContainingType.Name.Contains("Guard"),
        _ => false,
    };

    private static bool SaysWhyItEnds(IOperation operation) => operation switch
    {
        { IsImplicit: false, Type: { } type } when IsStopReason(type) => true,
        // Pages of another stream bring their own reason.
        IForEachLoopOperation { IsAsynchronous: true } => true,
        _ => false,
    };

    private static bool IsStopReason(ITypeSymbol type) =>
        Operations.IsContract(type, "StopReason") || (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] } && IsStopReason(inner));

    private static bool Refers(IOperation? operation, ILocalSymbol local) =>
        operation is not null && Operations.Unwrap(operation) is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local);

    private static bool IsNull(IOperation operation) => Operations.Unwrap(operation).ConstantValue is { HasValue: true, Value: null };

    private static bool IsDeclaredIn(ILocalSymbol local, IOperation operation) =>
        local.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == operation.Syntax.SyntaxTree && operation.Syntax.Span.Contains(reference.Span));

    private static void Report(OperationAnalysisContext context, DiagnosticDescriptor rule, SyntaxNode syntax, params object[] arguments) =>
        context.ReportDiagnostic(Diagnostic.Create(rule, syntax.GetLocation(), arguments));
}
