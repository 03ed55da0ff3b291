using System.Collections.Immutable;
using System.Runtime.Loader;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IntegrationAgent.Driver.Generators.Tests.Harness;

/// <summary>What a run of the generator gave.</summary>
internal sealed class GeneratorOutcome
{
    private readonly CSharpCompilation output;

    private GeneratorOutcome(ImmutableArray<Diagnostic> diagnostics, CSharpCompilation output)
    {
        Diagnostics = diagnostics;
        this.output = output;
    }

    public ImmutableArray<Diagnostic> Diagnostics { get; }

    /// <summary>The text of the manifest attribute, or null where none was written.</summary>
    public string? ManifestText =>
        output.Assembly.GetAttributes().SingleOrDefault(attribute => attribute.AttributeClass?.Name == "DriverManifestAttribute")?.ConstructorArguments[0].Value as string;

    public string GeneratedText => string.Concat(output.SyntaxTrees.Where(tree => tree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal)).Select(tree => tree.ToString()));

    public JsonElement Manifest => JsonDocument.Parse(ManifestText ?? throw new InvalidOperationException("No manifest was written: " + string.Join(" | ", Diagnostics))).RootElement;

    public static GeneratorOutcome From(GeneratorDriver driver, CSharpCompilation compilation)
    {
        var result = driver.GetRunResult();
        Assert.All(result.Results, run => Assert.Null(run.Exception));
        return new GeneratorOutcome(result.Diagnostics, compilation.AddSyntaxTrees(result.GeneratedTrees));
    }

    /// <summary>Fails on any error or warning of the compiler, also in generated code.</summary>
    public GeneratorOutcome AssertCompiles()
    {
        var problems = output.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning && diagnostic.Id is not ("CS1591" or "CS1573"))
            .ToList();
        Assert.True(problems.Count == 0, string.Join(Environment.NewLine, problems));
        return this;
    }

    /// <summary>Compiles, loads and makes the client.</summary>
    public object CreateClient()
    {
        AssertCompiles();
        using var stream = new MemoryStream();
        Assert.True(output.Emit(stream, cancellationToken: TestContext.Current.CancellationToken).Success);
        stream.Position = 0;
        var assembly = new AssemblyLoadContext(null, isCollectible: true).LoadFromStream(stream);
        return Activator.CreateInstance(assembly.GetType("Acme.HelpdeskClient", throwOnError: true)!)!;
    }

    /// <summary>The one diagnostic of the run.</summary>
    public Diagnostic AssertOnly(string id)
    {
        var diagnostic = Assert.Single(Diagnostics);
        Assert.Equal(id, diagnostic.Id);
        return diagnostic;
    }
}
