using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using IntegrationAgent.Driver.Generators.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IntegrationAgent.GeneratorBenchmarks;

/// <summary>What our rules add to the compilation of a driver of 10,000 lines.</summary>
internal static class AnalyzerCost
{
    public static async Task Print()
    {
        var source = Source();
        var analyzers = typeof(DriverAnalyzer).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)
            .ToImmutableArray();
        var trees = source.Select((text, index) => CSharpSyntaxTree.ParseText(text, path: $"File{index}.cs")).ToArray();
        var lines = source.Sum(text => text.AsSpan().Count('\n'));

        var plain = double.MaxValue;
        var with = double.MaxValue;
        var found = 0;
        for (var i = 0; i < 5; i++)
        {
            plain = Math.Min(plain, (await Time(Compile(trees), [new OneOfTheFramework()])).Milliseconds);
            (var time, found) = await Time(Compile(trees), analyzers.Add(new OneOfTheFramework()));
            with = Math.Min(with, time);
        }

        var rules = analyzers.Sum(analyzer => analyzer.SupportedDiagnostics.Length);
        Console.WriteLine($"{rules} rules on {lines} lines: compilation {plain:0} ms, with rules {with:0} ms ({(with / plain) - 1:0.0%} more), {found} findings");
    }

    private static async Task<(double Milliseconds, int Found)> Time(CSharpCompilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var start = Stopwatch.GetTimestamp();
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        var found = await compilation.WithAnalyzers(analyzers).GetAnalyzerDiagnosticsAsync().ConfigureAwait(false);
        var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return result.Success ? (time, found.Length) : throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5)));
    }

    private static CSharpCompilation Compile(SyntaxTree[] trees) => CSharpCompilation.Create(
        "Synthetic",
        trees,
        GeneratorUnderTest.References(),
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));

    /// <summary>A driver, and beside it a hundred files such as drivers have: requests, pages, mapping, errors.</summary>
    private static string[] Source()
    {
        var files = new List<string> { SyntheticSources.Driver(0) };
        for (var i = 0; i < 100; i++)
        {
            var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $$"""
                using System;
                using System.Collections.Generic;
                using System.Net.Http;
                using System.Threading;
                using System.Threading.Tasks;
                using IntegrationAgent.Driver;
                namespace Synthetic.Part{{i}};
                internal sealed class Part(HttpClient http)
                {

                """);
            for (var j = 0; j < 6; j++)
            {
                text.Append("""
                        public async Task<IReadOnlyList<string>> Load{j}Async(string name, int size, CancellationToken cancellationToken)
                        {
                            var result = new List<string>();
                            try
                            {
                                using var response = await http.GetAsync($"/part/{j}/{Uri.EscapeDataString(name)}?size={size}", cancellationToken).ConfigureAwait(false);
                                if (!response.IsSuccessStatusCode)
                                    throw new DriverException(DriverErrorCode.Unavailable, "The system answered with status " + (int)response.StatusCode + ".");
                                foreach (var header in response.Headers)
                                {
                                    if (header.Key.Length > size)
                                        result.Add(header.Key);
                                }
                            }
                            catch (HttpRequestException e)
                            {
                                throw new DriverException(DriverErrorCode.ConnectionFailed, "The system cannot be reached. Check its address.", e);
                            }

                            return result;
                        }

                    """.Replace("{j}", j.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
            }

            files.Add(text.Append("}\n").ToString());
        }

        return [.. files];
    }
}
