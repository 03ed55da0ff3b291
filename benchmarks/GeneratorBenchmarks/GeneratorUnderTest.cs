using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IntegrationAgent.GeneratorBenchmarks;

/// <summary>A generator with its synthetic project: a compilation, and the same one after an edit in an unrelated file.</summary>
internal sealed class GeneratorUnderTest
{
    private readonly ISourceGenerator generator;
    private readonly CSharpCompilation[] edits;
    private GeneratorDriver warm;
    private int turn;

    private GeneratorUnderTest(ISourceGenerator generator, string source)
    {
        this.generator = generator;
        var compilation = CSharpCompilation.Create("Synthetic", [CSharpSyntaxTree.ParseText(source, path: "Synthetic.cs")], References(), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        var unrelated = CSharpSyntaxTree.ParseText("internal static class Unrelated { internal const int Value = 1; }", path: "Unrelated.cs");
        edits = [compilation.AddSyntaxTrees(unrelated), compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("internal static class Unrelated { internal const int Value = 12; }", path: "Unrelated.cs"))];
        warm = Create().RunGenerators(edits[0]);
        var result = warm.GetRunResult();
        if (result.GeneratedTrees.IsEmpty || result.Results.Any(run => run.Exception is not null))
            throw new InvalidOperationException($"{generator.GetGeneratorType().Name} generated nothing: {string.Join(" | ", result.Diagnostics)} {result.Results[0].Exception}");
    }

    public static GeneratorUnderTest Create(string name, int count) => name switch
    {
        "IntegrationAgent" => new(new Driver.Generators.DriverGenerator().AsSourceGenerator(), SyntheticSources.Driver(count)),
        "Refit" => new(Load(Newest(Metadata("RefitGenerators")), "InterfaceStubGenerator"), SyntheticSources.RefitInterface(count)),
        _ => new(Load(Path.Combine(Metadata("FrameworkGenerators"), "System.Text.Json.SourceGeneration.dll"), "JsonSourceGenerator"), SyntheticSources.JsonContext(count)),
    };

    /// <summary>Everything from nothing: what a build pays.</summary>
    public int RunAll() => Create().RunGenerators(edits[0]).GetRunResult().GeneratedTrees.Length;

    /// <summary>What a keystroke in an unrelated file pays.</summary>
    public int RunAfterEdit()
    {
        turn = 1 - turn;
        warm = warm.RunGenerators(edits[turn]);
        return turn;
    }

    private CSharpGeneratorDriver Create() => CSharpGeneratorDriver.Create(generator);

    public static string Metadata(string key) =>
        typeof(GeneratorUnderTest).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    /// <summary>The package has a copy for each version of the compiler; ours is the newest.</summary>
    private static string Newest(string folder) => Directory.GetFiles(folder, "InterfaceStubGenerator*.dll", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();

    private static ISourceGenerator Load(string path, string typeName)
    {
        var type = LoadFile(path).GetTypes()
            .Single(candidate => candidate.Name.StartsWith(typeName, StringComparison.Ordinal) && typeof(IIncrementalGenerator).IsAssignableFrom(candidate) && !candidate.IsAbstract);
        return ((IIncrementalGenerator)Activator.CreateInstance(type)!).AsSourceGenerator();
    }

    /// <summary>Loads an assembly with what stands beside it.</summary>
    public static Assembly LoadFile(string path)
    {
        AssemblyLoadContext.Default.Resolving += (context, name) =>
        {
            var beside = Path.Combine(Path.GetDirectoryName(path)!, name.Name + ".dll");
            return File.Exists(beside) ? context.LoadFromAssemblyPath(beside) : null;
        };
        return AssemblyLoadContext.Default.LoadFromAssemblyPath(path);
    }

    /// <summary>Steps of the pipeline that did work again after an edit in an unrelated file; none for a generator that caches.</summary>
    public IReadOnlyList<string> StepsRunAgain()
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create([generator], driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));
        var result = driver.RunGenerators(edits[0]).RunGenerators(edits[1]).GetRunResult().Results.Single();
        return
        [
            .. result.TrackedOutputSteps.Concat(result.TrackedSteps.Where(step => !step.Key.StartsWith("compilation", StringComparison.OrdinalIgnoreCase)))
                .Where(step => step.Value.Any(run => run.Outputs.Any(output => output.Reason is IncrementalStepRunReason.Modified or IncrementalStepRunReason.New)))
                .Select(step => step.Key)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    public static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("System.", StringComparison.Ordinal) || name is "Refit.dll" or "IntegrationAgent.Driver.Abstractions.dll" or "netstandard.dll"))
            .Select(path => MetadataReference.CreateFromFile(path));
}
