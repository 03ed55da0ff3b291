using IntegrationAgent.Driver.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IntegrationAgent.Driver.Generators.Tests.Harness;

/// <summary>Applies the fix of the first finding of a rule.</summary>
internal static class CodeFixHarness
{
    public static IReadOnlyList<CodeFixProvider> Providers { get; } =
    [
        .. typeof(DriverCodeFix).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract)
            .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!),
    ];

    public static async Task<string> Fix(string id, string source)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var compilation = GeneratorHarness.Compile(source);
        using var workspace = new AdhocWorkspace();
        var project = workspace.AddProject("Acme.Drivers.Helpdesk", LanguageNames.CSharp)
            .WithMetadataReferences(compilation.References)
            .WithCompilationOptions(compilation.Options)
            .WithParseOptions(compilation.SyntaxTrees[0].Options);
        var document = project.AddDocument("Driver.cs", source);
        var found = await (await document.Project.GetCompilationAsync(cancellationToken))!
            .WithAnalyzers(AnalyzerHarness.Analyzers, new AnalyzerOptions([]))
            .GetAnalyzerDiagnosticsAsync(cancellationToken);

        var actions = new List<CodeAction>();
        var provider = Providers.Single(candidate => candidate.FixableDiagnosticIds.Contains(id));
        await provider.RegisterCodeFixesAsync(new CodeFixContext(document, found.First(diagnostic => diagnostic.Id == id), (action, _) => actions.Add(action), cancellationToken));
        var operations = await Assert.Single(actions).GetOperationsAsync(cancellationToken);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        return (await changed.GetTextAsync(cancellationToken)).ToString();
    }
}
