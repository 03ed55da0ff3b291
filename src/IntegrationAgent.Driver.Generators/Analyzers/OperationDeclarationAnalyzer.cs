using IntegrationAgent.Driver.Generators.Diagnostics;
using IntegrationAgent.Driver.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IntegrationAgent.Driver.Generators.Analyzers;

/// <summary>An operation's effect is what its name says, and its types are sealed.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class OperationDeclarationAnalyzer() : DriverAnalyzer(AnalyzerDiagnostics.OperationEffect, AnalyzerDiagnostics.RequestTypeNotSealed)
{
    private static readonly HashSet<string> Deletes = ["delete", "remove", "purge", "erase", "empty"];

    private static readonly HashSet<string> Writes =
    [
        "create", "update", "insert", "upsert", "merge", "close", "reopen", "send", "set", "add", "cancel", "archive", "assign", "convert", "submit",
        "approve", "reject", "move", "rename", "post", "put", "patch", "change", "replace", "reset", "enable", "disable", "publish", "upload", "write",
    ];

    protected override void Start(CompilationStartAnalysisContext context, DriverAssembly driver) => context.RegisterSymbolAction(Analyze, SymbolKind.Method);

    private static void Analyze(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        foreach (var operation in DeclaredAttribute.All(method, "DriverOperationAttribute"))
        {
            var verb = operation.Subject.Split('_')[0];
            var effect = Deletes.Contains(verb) ? "Delete" : Writes.Contains(verb) ? "Write" : null;
            if (effect is not null && operation.Word("Effect", "read") == "read")
            {
                var where = operation.Data.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).GetLocation() ?? method.Locations[0];
                context.ReportDiagnostic(Diagnostic.Create(AnalyzerDiagnostics.OperationEffect, where, FixProperties.Of((FixProperties.Effect, effect)), operation.Subject, effect));
            }

            foreach (var parameter in method.Parameters.Where(parameter => IsOpenClass(parameter.Type)))
                context.ReportDiagnostic(Diagnostic.Create(AnalyzerDiagnostics.RequestTypeNotSealed, parameter.Locations[0], parameter.Type.Locations, parameter.Type.Name));
            if (method.ReturnType is INamedTypeSymbol { TypeArguments: [var result] } && IsOpenClass(result))
                context.ReportDiagnostic(Diagnostic.Create(AnalyzerDiagnostics.RequestTypeNotSealed, method.Locations[0], result.Locations, result.Name));
        }
    }

    private static bool IsOpenClass(ITypeSymbol type) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Class, IsSealed: false, IsAbstract: false, IsStatic: false, DeclaringSyntaxReferences.IsEmpty: false };
}
