using System.Text.RegularExpressions;
using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IntegrationAgent.Driver.Generators.Analyzers;

/// <summary>Finds a value that stands where a literal of a query would: behind an operator or inside quotes.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class QueryTextAnalyzer() : DriverAnalyzer(AnalyzerDiagnostics.ValueInQuery)
{
    private static readonly Regex Statement = new(@"\b(SELECT\b.*\bFROM|INSERT\s+INTO|UPDATE\b.*\bSET|DELETE\s+FROM|WHERE)\b", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant);
    private static readonly Regex BeforeValue = new(@"(=|<|>|\bLIKE|\bIN\s*\(|\bVALUES\s*\(|\bLIMIT|\bOFFSET)\s*['""]?%?$|'%?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    protected override void Start(CompilationStartAnalysisContext context, DriverAssembly driver)
    {
        context.RegisterOperationAction(AnalyzeInterpolation, OperationKind.InterpolatedString);
        context.RegisterOperationAction(AnalyzeConcatenation, OperationKind.Binary);
    }

    private static void AnalyzeInterpolation(OperationAnalysisContext context)
    {
        var parts = ((IInterpolatedStringOperation)context.Operation).Parts.Select(Part).OfType<IOperation>();
        Analyze(context, [.. parts]);
    }

    /// <summary>A text or a value; where a handler takes the pieces, each is the first argument of a call.</summary>
    private static IOperation? Part(IInterpolatedStringContentOperation part) => part switch
    {
        IInterpolationOperation hole => hole.Expression,
        IInterpolatedStringTextOperation text => text.Text,
        IInterpolatedStringAppendOperation { AppendCall: IInvocationOperation { Arguments: [var first, ..] } } => first.Value,
        _ => null,
    };

    private static void AnalyzeConcatenation(OperationAnalysisContext context)
    {
        var sum = (IBinaryOperation)context.Operation;
        if (sum.OperatorKind != BinaryOperatorKind.Add || sum.Type?.SpecialType != SpecialType.System_String || sum.Parent is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add })
            return;

        var parts = new List<IOperation>();
        Flatten(sum, parts);
        Analyze(context, parts);
    }

    private static void Analyze(OperationAnalysisContext context, List<IOperation> parts)
    {
        if (!Statement.IsMatch(string.Concat(parts.Select(part => Text(part) ?? "?"))))
            return;

        for (var i = 1; i < parts.Count; i++)
        {
            if (Text(parts[i]) is null && Text(parts[i - 1]) is { } before && BeforeValue.IsMatch(before) && !IsQuoted(parts[i]))
                context.ReportDiagnostic(Diagnostic.Create(AnalyzerDiagnostics.ValueInQuery, parts[i].Syntax.GetLocation(), parts[i].Syntax.ToString()));
        }
    }

    private static string? Text(IOperation operation) => operation.ConstantValue is { HasValue: true, Value: string text } ? text : null;

    private static void Flatten(IOperation operation, List<IOperation> parts)
    {
        var inner = Operations.Unwrap(operation);
        if (inner is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add, ConstantValue.HasValue: false } sum && sum.Type?.SpecialType == SpecialType.System_String)
        {
            Flatten(sum.LeftOperand, parts);
            Flatten(sum.RightOperand, parts);
        }
        else
        {
            parts.Add(inner);
        }
    }

    /// <summary>Numbers cannot end a literal, and a method that says that it quotes is believed.</summary>
    private static bool IsQuoted(IOperation operation) => Operations.Unwrap(operation) switch
    {
        { Type.SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_Decimal } value when value.Type.SpecialType != SpecialType.System_Char => true,
        IInvocationOperation { TargetMethod.Name: var name } => Words.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0),
        _ => false,
    };

    private static readonly string[] Words = ["Quote", "Escape", "Literal", "Parameter", "Encode", "Placeholder"];
}
