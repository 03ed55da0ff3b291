using System.Collections.Immutable;
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
    private const int Rounds = 5;

    private static readonly string[] SdkFiles = ["Microsoft.CodeAnalysis.NetAnalyzers.dll", "Microsoft.CodeAnalysis.CSharp.NetAnalyzers.dll"];

    /// <summary>Prints what the rules add to the compiler alone, and to a compilation with the rules that the SDK runs in every build.</summary>
    public static async Task Print()
    {
        var source = Source();
        var ours = Analyzers(typeof(DriverAnalyzer).Assembly);
        var trees = source.Select((text, index) => CSharpSyntaxTree.ParseText(text, path: $"File{index}.cs")).ToArray();
        var lines = source.Sum(text => text.AsSpan().Count('\n'));
        var rules = ours.Sum(analyzer => analyzer.SupportedDiagnostics.Length);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{rules} rules on {lines} lines, {Rounds} rounds in turns"));
        await Compare("beside one rule that asks for operations", trees, [new OneOfTheFramework()], ours).ConfigureAwait(false);
        await Compare("beside the rules of the SDK, as in a build", trees, SdkAnalyzers(), ours).ConfigureAwait(false);
    }

    /// <summary>Both ways in turns, in processor time, so that what else the machine does changes little.</summary>
    private static async Task Compare(string title, SyntaxTree[] trees, ImmutableArray<DiagnosticAnalyzer> others, ImmutableArray<DiagnosticAnalyzer> ours)
    {
        var (without, with) = (new List<double>(), new List<double>());
        var found = 0;
        for (var i = 0; i < Rounds; i++)
        {
            without.Add((await Time(Compile(trees), others).ConfigureAwait(false)).Processor);
            (var time, found) = await Time(Compile(trees), others.AddRange(ours)).ConfigureAwait(false);
            with.Add(time);
        }

        var ratios = without.Zip(with, (plain, more) => more / plain).Order().ToList();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  {title,-44} without {without.Min(),6:0} ms, with {with.Min(),6:0} ms of processor time: least {(with.Min() / without.Min()) - 1,6:+0.0%;-0.0%}, median of the rounds {ratios[ratios.Count / 2] - 1,6:+0.0%;-0.0%}; {found} findings"));
    }

    private static ImmutableArray<DiagnosticAnalyzer> Analyzers(System.Reflection.Assembly assembly) =>
    [
        .. TypesOf(assembly)
            .Where(type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract && type.GetConstructor(Type.EmptyTypes) is not null)
            .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
    ];

    /// <summary>Fixes of the SDK need a workspace, which no compilation has; its rules do not.</summary>
    private static IEnumerable<Type> TypesOf(System.Reflection.Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (System.Reflection.ReflectionTypeLoadException partly)
        {
            return partly.Types.OfType<Type>();
        }
    }

    /// <summary>What every project gets that says nothing: the rules of the SDK that are on by default run, and the compiler asks the others nothing.</summary>
    private static ImmutableArray<DiagnosticAnalyzer> SdkAnalyzers()
    {
        var folder = GeneratorUnderTest.Metadata("SdkAnalyzers");
        return
        [
            .. SdkFiles
                .SelectMany(file => Analyzers(GeneratorUnderTest.LoadFile(Path.Combine(folder, file)))),
        ];
    }

    private static async Task<(double Processor, int Found)> Time(CSharpCompilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers)
    {
        var ours = analyzers.Where(analyzer => analyzer is DriverAnalyzer).ToList();
        GC.Collect();
        var start = Environment.CpuUsage.TotalTime;
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        var run = await compilation.WithAnalyzers(analyzers).GetAnalysisResultAsync(CancellationToken.None).ConfigureAwait(false);
        var time = (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
        return result.Success
            ? (time, ours.Sum(analyzer => run.GetAllDiagnostics(analyzer).Length))
            : throw new InvalidOperationException(string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Take(5)));
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
