using IntegrationAgent.Driver.Generators.Diagnostics;
using IntegrationAgent.Driver.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace IntegrationAgent.Driver.Generators.Analyzers;

/// <summary>What the driver's class declares fits what the code uses: secrets are credentials, codes are declared.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class DriverDeclarationAnalyzer() : DriverAnalyzer(AnalyzerDiagnostics.SecretSetting, AnalyzerDiagnostics.ErrorCodeNotDeclared)
{
    private static readonly string[] SecretWords = ["secret", "password", "passwd", "passphrase", "api_key", "apikey", "access_token", "refresh_token", "private_key"];

    protected override void Start(CompilationStartAnalysisContext context, DriverAssembly driver)
    {
        context.RegisterSymbolAction(symbol => AnalyzeSettings(symbol, driver), SymbolKind.NamedType);
        context.RegisterOperationAction(creation => AnalyzeCode(creation, driver), OperationKind.ObjectCreation);
    }

    private static void AnalyzeSettings(SymbolAnalysisContext context, DriverAssembly driver)
    {
        if (!SymbolEqualityComparer.Default.Equals(context.Symbol, driver.Driver))
            return;

        foreach (var setting in driver.Settings)
        {
            var isSecret = SecretWords.Any(word => setting.Subject.Contains(word)) || setting.Subject is "token" or "key";
            var points = setting.Subject.EndsWith("_url", StringComparison.Ordinal) || setting.Subject.EndsWith("_id", StringComparison.Ordinal) || setting.Subject.EndsWith("_file", StringComparison.Ordinal);
            if (isSecret && !points)
            {
                var where = setting.Data.ApplicationSyntaxReference?.GetSyntax(context.CancellationToken).GetLocation() ?? context.Symbol.Locations[0];
                context.ReportDiagnostic(Diagnostic.Create(AnalyzerDiagnostics.SecretSetting, where, FixProperties.Of((FixProperties.Credential, Words.SuggestVariable(setting.Subject))), setting.Subject, Words.SuggestVariable(setting.Subject)));
            }
        }
    }

    private static void AnalyzeCode(OperationAnalysisContext context, DriverAssembly driver)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (!Operations.IsContract(creation.Type, "DriverErrorCode") || creation.Arguments.Length != 1 || creation.Arguments[0].Value.ConstantValue is not { HasValue: true, Value: string code })
            return;

        var isStandard = creation.Type!.GetMembers().OfType<IPropertySymbol>().Any(property => property.IsStatic && Words.ToSnakeCase(property.Name) == code);
        if (!isStandard && !driver.Errors.Contains(code))
            context.ReportDiagnostic(Diagnostic.Create(AnalyzerDiagnostics.ErrorCodeNotDeclared, creation.Syntax.GetLocation(), TextHygiene.Clean(code, 64), driver.Driver.Name));
    }
}
