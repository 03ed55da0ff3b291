using System.Text.RegularExpressions;
using IntegrationAgent.Driver.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace IntegrationAgent.Driver.Generators.Analyzers;

[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class TemplatePlaceholderAnalyzer() : DriverAnalyzer(AnalyzerDiagnostics.TemplatePlaceholder)
{
    private static readonly Regex Placeholder = new(@"\b(REPLACE|CHANGE)[_-]ME\b|\bYOUR_[A-Z_]+_HERE\b|<your[ -][a-z -]+>|\btemplate-placeholder\b", RegexOptions.CultureInvariant);

    protected override void Start(CompilationStartAnalysisContext context, DriverAssembly driver) => context.RegisterSyntaxTreeAction(Analyze);

    private static void Analyze(SyntaxTreeAnalysisContext context)
    {
        foreach (Match match in Placeholder.Matches(context.Tree.GetText(context.CancellationToken).ToString()))
            context.ReportDiagnostic(Diagnostic.Create(AnalyzerDiagnostics.TemplatePlaceholder, Location.Create(context.Tree, new TextSpan(match.Index, match.Length)), match.Value));
    }
}
