using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IntegrationAgent.Driver.Generators.Tests.Harness;

/// <summary>Runs every analyzer over a source that compiles, so that an example for one rule also shows that it is no example for another.</summary>
internal static class AnalyzerHarness
{
    public static ImmutableArray<DiagnosticAnalyzer> Analyzers { get; } =
    [
        .. typeof(DriverGenerator).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    /// <summary>The rule, and no other, reports so often.</summary>
    public static async Task AssertReports(string id, string source, int count = 1)
    {
        var found = await Run(source);
        Assert.Equal(Enumerable.Repeat(id, count), found.Where(diagnostic => diagnostic.Id != "IAD0003").Select(diagnostic => diagnostic.Id));
        Assert.All(found, diagnostic => Assert.DoesNotContain("{", diagnostic.GetMessage(null), StringComparison.Ordinal));
    }

    /// <summary>No rule reports anything.</summary>
    public static async Task AssertClean(string source) => Assert.Empty(await Run(source));

    /// <summary>This rule reports nothing; the source may be of interest to others.</summary>
    public static async Task AssertSilent(string id, string source) => Assert.DoesNotContain(await Run(source), diagnostic => diagnostic.Id == id);

    public static async Task<ImmutableArray<Diagnostic>> Run(string source)
    {
        var compilation = GeneratorHarness.Compile(source);
        GeneratorHarness.Start(new DriverGenerator(), compilation)
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out var generated, TestContext.Current.CancellationToken);
        var errors = output.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
        Assert.True(errors.Count == 0, "The example does not compile: " + string.Join(Environment.NewLine, errors));
        Assert.DoesNotContain(generated, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            onAnalyzerException: (exception, analyzer, _) => Assert.Fail($"{analyzer.GetType().Name}: {exception}"),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false);
        var found = await ((CSharpCompilation)output).WithAnalyzers(Analyzers, options).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. found.Concat(generated).OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)];
    }
}
