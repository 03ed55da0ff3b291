using System.Collections.Concurrent;
using System.Text;
using Basic.Reference.Assemblies;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NuGet.Packaging;
using NuGet.Packaging.Core;
using NuGet.Versioning;

namespace IntegrationAgent.Compatibility.Tests;

/// <summary>Real packages of drivers: compiled in this process with the generator, packed by NuGet's own writer. No build is started.</summary>
internal static class DriverPackages
{
    public const string Id = "Acme.Drivers.Widgets";

    private static readonly ConcurrentDictionary<string, (byte[] Assembly, string Manifest)> Compiled = new(StringComparer.Ordinal);

    private static readonly string Readme = "# Widgets\n\n## Connect\n\nWith a key.\n\n## Read\n\nAll of them.\n\n## Errors\n\nFew.\n";

    /// <summary>The driver's package as packing makes it; <paramref name="change"/> may take files out, put others in, or say something else in the nuspec.</summary>
    public static string Pack(string folder, string version = "1.0.0", string? source = null, Action<Dictionary<string, byte[]>, PackageBuilder>? change = null, string fileVersion = "")
    {
        var (assembly, manifest) = Compile(source ?? WidgetDriver.Source, version);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            [$"lib/net10.0/{Id}.dll"] = assembly,
            [DriverPackage.ManifestPath] = Encoding.UTF8.GetBytes(manifest),
            [DriverPackage.ReadmePath] = Encoding.UTF8.GetBytes(Readme),
            ["examples/list.cs"] = Encoding.UTF8.GetBytes("// lists widgets\n"),
        };
        var builder = new PackageBuilder { Id = Id, Version = NuGetVersion.Parse(version), Description = "Widgets." };
        builder.Authors.Add("Acme");
        builder.PackageTypes.Add(new PackageType(DriverPackage.PackageType, PackageType.EmptyVersion));
        builder.DependencyGroups.Add(new PackageDependencyGroup(NuGet.Frameworks.NuGetFramework.Parse("net10.0"), [new PackageDependency("IntegrationAgent.Driver.Abstractions", VersionRange.Parse("1.0.0"))]));
        change?.Invoke(files, builder);
        foreach (var (path, content) in files)
            builder.Files.Add(new MemoryFile(path, content));
        var file = Path.Combine(folder, $"{Id}.{(fileVersion.Length > 0 ? fileVersion : version)}.nupkg");
        using var stream = File.Create(file);
        builder.Save(stream);
        return file;
    }

    /// <summary>Compiles with the generator, so that the assembly carries its manifest.</summary>
    public static (byte[] Assembly, string Manifest) Compile(string source, string version) => Compiled.GetOrAdd(version + "\n" + source, _ =>
    {
        var options = new CSharpParseOptions(LanguageVersion.CSharp14, DocumentationMode.Parse);
        var stamp = $"[assembly: System.Reflection.AssemblyVersion(\"{NuGetVersion.Parse(version).Version}\")][assembly: System.Reflection.AssemblyInformationalVersion(\"{version}\")]";
        var compilation = CSharpCompilation.Create(
            Id,
            [CSharpSyntaxTree.ParseText(source, options, path: "Driver.cs"), CSharpSyntaxTree.ParseText(stamp, options, path: "Stamp.cs")],
            [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(IDriver).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, deterministic: true, optimizationLevel: OptimizationLevel.Release));
        CSharpGeneratorDriver.Create([new DriverGenerator().AsSourceGenerator()], parseOptions: options)
            .RunGeneratorsAndUpdateCompilation(compilation, out var whole, out var diagnostics);
        using var stream = new MemoryStream();
        var result = whole.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Concat(diagnostics).Where(one => one.Severity == DiagnosticSeverity.Error)));
        stream.Position = 0;
        return (stream.ToArray(), Assert.Single(Driver.Pack.ManifestAttributeReader.Read(stream)));
    });

    /// <summary>An assembly that is no driver.</summary>
    public static byte[] CompileHelper(string name, string source, params byte[][] references)
    {
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source, new CSharpParseOptions(LanguageVersion.CSharp14))],
            [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(IDriver).Assembly.Location), .. references.Select(image => MetadataReference.CreateFromImage(image))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, deterministic: true, optimizationLevel: OptimizationLevel.Release));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return stream.ToArray();
    }

    /// <summary>The widget driver with a manifest that somebody wrote instead of the generator.</summary>
    public static byte[] CompileWith(string manifest) => CompileHelper(
        Id,
        WidgetDriver.Source.Replace("namespace Acme;", $"[assembly: System.Reflection.AssemblyVersion(\"1.0.0.0\")]\n[assembly: IntegrationAgent.Driver.DriverManifest({SymbolDisplay.FormatLiteral(manifest, quote: true)})]\n\nnamespace Acme;", StringComparison.Ordinal));

    /// <summary>A package that is no driver.</summary>
    public static void PackLibrary(string folder, string id, params (string Path, byte[] Content)[] files)
    {
        var builder = new PackageBuilder { Id = id, Version = NuGetVersion.Parse("1.0.0"), Description = "A library." };
        builder.Authors.Add("Acme");
        foreach (var (path, content) in files)
            builder.Files.Add(new MemoryFile(path, content));
        using var stream = File.Create(Path.Combine(folder, $"{id}.1.0.0.nupkg"));
        builder.Save(stream);
    }

    private sealed class MemoryFile(string path, byte[] content) : IPackageFile
    {
        public string Path => path;

        public string EffectivePath => path;

        public NuGet.Frameworks.NuGetFramework? NuGetFramework => null;

        public System.Runtime.Versioning.FrameworkName? TargetFramework => null;

        public DateTimeOffset LastWriteTime { get; } = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public Stream GetStream() => new MemoryStream(content, writable: false);
    }
}
