using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IntegrationAgent.Driver.Generators.Tests.Harness;

/// <summary>Runs a generator over sources. Every run is made twice, and the second, after an unrelated edit, must find everything cached.</summary>
internal static class GeneratorHarness
{
    private static readonly string[] Assemblies =
    [
        "System.Private.CoreLib", "System.Private.Uri", "System.Runtime", "System.Runtime.InteropServices", "System.Collections", "System.Collections.Concurrent",
        "System.Linq", "System.Memory", "System.Console", "System.ComponentModel.Primitives", "System.Diagnostics.Process", "System.Net.Http",
        "System.Net.Primitives", "System.Net.Sockets", "System.Text.Json", "System.Text.Encodings.Web", "System.Threading",
    ];

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Assemblies.Contains(Path.GetFileNameWithoutExtension(path)))
            .Select(path => (MetadataReference)MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(IDriver).Assembly.Location),
    ];

    /// <summary>Runs the driver generator and checks that it caches.</summary>
    public static GeneratorOutcome Run(string source, HarnessOptions? options = null)
    {
        var compilation = Compile(source, options);
        var driver = Start(new DriverGenerator(), compilation, options);
        CachingGuard.AssertCached(driver, Edit(compilation), TrackingNames.All);
        return GeneratorOutcome.From(driver, compilation);
    }

    public static CSharpCompilation Compile(string source, HarnessOptions? options = null) => CSharpCompilation.Create(
        options?.AssemblyName ?? "Acme.Drivers.Helpdesk",
        [CSharpSyntaxTree.ParseText(source, ParseOptions(options), path: "Driver.cs")],
        References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

    public static GeneratorDriver Start(IIncrementalGenerator generator, CSharpCompilation compilation, HarnessOptions? options = null) =>
        CSharpGeneratorDriver.Create(
                [generator.AsSourceGenerator()],
                parseOptions: ParseOptions(options),
                optionsProvider: new PropertiesProvider(options?.Properties ?? new Dictionary<string, string>()),
                driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true))
            .RunGenerators(compilation, TestContext.Current.CancellationToken);

    /// <summary>An edit that has nothing to do with the driver.</summary>
    public static CSharpCompilation Edit(CSharpCompilation compilation) => compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(
        "internal static class Unrelated { internal static int Value => 1; }",
        (CSharpParseOptions)compilation.SyntaxTrees[0].Options,
        path: "Unrelated.cs"));

    private static CSharpParseOptions ParseOptions(HarnessOptions? options) =>
        new(LanguageVersion.CSharp14, options?.Documentation ?? DocumentationMode.Diagnose);
}
