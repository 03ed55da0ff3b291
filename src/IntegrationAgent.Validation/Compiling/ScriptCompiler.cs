using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace IntegrationAgent.Agent.Validation.Compiling;

/// <summary>Compiles scripts in this process. Thread-safe; keeps what does not change between compilations.</summary>
internal sealed class ScriptCompiler
{
    /// <summary>The script's name in diagnostics and in the compiled script's line numbers.</summary>
    public const string FileName = "script.cs";

    private const string AssemblyName = "IntegrationScript";

    private static readonly CSharpParseOptions ParseOptions = CSharpParseOptions.Default
        .WithLanguageVersion(LanguageVersion.CSharp14)
        .WithFeatures([new("FileBasedProgram", "true")]);

    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.ConsoleApplication,
        optimizationLevel: OptimizationLevel.Release,
        allowUnsafe: false,
        deterministic: true,
        nullableContextOptions: NullableContextOptions.Enable,
        warningLevel: 0);

    private static readonly EmitOptions Emitting = new(debugInformationFormat: DebugInformationFormat.Embedded, pdbFilePath: "script.pdb");

    private readonly CSharpCompilation analysis = CSharpCompilation.Create(AssemblyName, [Usings("System.IO", "System.Net.Http")], ScriptReferences.Known, Options);
    private readonly CSharpCompilation emission = CSharpCompilation.Create(AssemblyName, [Usings()], ScriptReferences.Allowed, Options);
    private SyntaxTree? lastBindings;

    /// <summary>The tree of a script or of a part of it.</summary>
    public static SyntaxTree Parse(string source, CancellationToken cancellationToken) =>
        CSharpSyntaxTree.ParseText(SourceText.From(source, Encoding.UTF8), ParseOptions, FileName, cancellationToken);

    /// <summary>A script's body beside bindings of everything, against everything: for analysis only.</summary>
    public CSharpCompilation Analyze(SyntaxTree body, string bindings, CancellationToken cancellationToken)
    {
        var last = Volatile.Read(ref lastBindings);
        var tree = last is not null && last.GetText(cancellationToken).ContentEquals(SourceText.From(bindings, Encoding.UTF8)) ? last : Parse(bindings, cancellationToken);
        Volatile.Write(ref lastBindings, tree);
        return analysis.AddSyntaxTrees(body, tree);
    }

    /// <summary>The whole file against what it may refer to.</summary>
    public CSharpCompilation Whole(SyntaxTree file) => emission.AddSyntaxTrees(file);

    /// <summary>Compiles. The same source gives the same bytes.</summary>
    public static (byte[]? Assembly, IReadOnlyList<Diagnostic> Errors) Emit(CSharpCompilation compilation, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        var result = compilation.Emit(output, options: Emitting, cancellationToken: cancellationToken);
        return result.Success
            ? (output.ToArray(), [])
            : (null, [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)]);
    }

    private static SyntaxTree Usings(params string[] more)
    {
        // The first seven are those of every file-based program; the rest come with the scripting package.
        string[] names = ["System", "System.Collections.Generic", "System.Linq", "System.Threading", "System.Threading.Tasks", .. more, "IntegrationAgent.Scripting", "IntegrationAgent.Driver"];
        var text = string.Concat(names.Select(name => $"global using {name};\n"));
        return CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), ParseOptions, "usings.cs");
    }
}
