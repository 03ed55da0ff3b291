using System.IO.Compression;
using System.Runtime.Loader;
using System.Text.Json;
using IntegrationAgent.Driver.Conformance.Static;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IntegrationAgent.Driver.Conformance.Tests.Static;

/// <summary>A driver's project and package on the disk, which a test may spoil before a check looks at them.</summary>
internal sealed class DriverLab : IDisposable
{
    public const string Id = "Acme.Drivers.Notes";
    private static readonly Lazy<IReadOnlyList<MetadataReference>> References = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))]);

    private readonly string root = Directory.CreateTempSubdirectory("driver-lab-").FullName;
    private readonly AssemblyLoadContext context = new("lab", isCollectible: true);

    public string Code { get; set; } = LabSource.Code;

    public string Manifest { get; set; } = LabSource.Manifest.Trim();

    /// <summary>Another manifest than the one in the assembly, packed as <c>.intagent/driver.json</c>.</summary>
    public string? PackedManifest { get; set; }

    public string? Readme { get; set; } = LabSource.Readme;

    public SortedDictionary<string, string> Examples { get; } = new() { ["list.cs"] = LabSource.Example };

    public Baseline? Baseline { get; set; }

    public bool HasBaseline { get; set; } = true;

    public Dictionary<string, string> Dependencies { get; } = new() { ["IntegrationAgent.Driver.Abstractions"] = "1.0.0" };

    public Dictionary<string, string> Allowed { get; } = [];

    public bool WithDependencies { get; set; } = true;

    /// <summary>Further entries of the package, or others in place of those that packing makes.</summary>
    public Dictionary<string, string> Entries { get; } = [];

    /// <summary>Whose word on the build counts.</summary>
    public Dictionary<string, string> Keys { get; } = [];

    /// <summary>Makes the attestation of a build out of its assembly; null for none.</summary>
    public Func<byte[], string>? Attest { get; set; }

    public bool IsReproducible { get; set; } = true;

    public string PackageType { get; set; } = "IntegrationAgentDriver";

    public string PackageVersion { get; set; } = "1.2.0";

    public bool IsPacked { get; set; }

    public DateOnly Today { get; set; } = new(2026, 11, 23);

    /// <summary>Changes the manifest that the assembly carries.</summary>
    public void Restate(string before, string after)
    {
        Assert.Contains(before, Manifest, StringComparison.Ordinal);
        Manifest = Manifest.Replace(before, after, StringComparison.Ordinal);
    }

    /// <summary>Changes the driver's code.</summary>
    public void Rewrite(string before, string after)
    {
        Assert.Contains(before, Code, StringComparison.Ordinal);
        Code = Code.Replace(before, after, StringComparison.Ordinal);
    }

    public void AddMember(string member) => Rewrite("/*members*/", member);

    /// <summary>Changes what the last release promised.</summary>
    public void Promise(Action<Baseline> change) => change(Baseline ??= Good());

    public StaticVerdict Run(string check)
    {
        var verdict = new StaticVerdict();
        StaticChecks.Rules.Single(rule => rule.Id == check).Run(Subject(), verdict);
        return verdict;
    }

    public StaticSubject Subject()
    {
        var assembly = Compile();
        var project = Directory.CreateDirectory(Path.Combine(root, "project")).FullName;
        if (Readme is not null)
            File.WriteAllText(Path.Combine(project, "README.md"), Readme);
        foreach (var (name, text) in Examples)
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(project, "examples")).FullName, name), text);
        if (HasBaseline)
            File.WriteAllText(Path.Combine(project, Baseline.FileName), (Baseline ?? Good()).ToText());
        if (WithDependencies)
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(assembly)!, $"{Id}.deps.json"), DependencyFile());
        return StaticSubjectReader.Read(context.LoadFromAssemblyPath(assembly), project, IsPacked ? Pack(assembly) : null, Allowed, Today, provenanceKeys: Keys);
    }

    public void Dispose()
    {
        context.Unload();
        Directory.Delete(root, recursive: true);
    }

    private static Baseline Good()
    {
        using var good = new DriverLab { HasBaseline = false };
        return Baseline.Of(good.Subject());
    }

    private string Compile()
    {
        var manifest = $"[assembly: IntegrationAgent.Driver.DriverManifest({SymbolDisplay.FormatLiteral(Manifest, quote: true)})]";
        var compilation = CSharpCompilation.Create(
            Id,
            [CSharpSyntaxTree.ParseText(manifest, cancellationToken: TestContext.Current.CancellationToken), CSharpSyntaxTree.ParseText(Code, cancellationToken: TestContext.Current.CancellationToken)],
            References.Value,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, deterministic: IsReproducible));
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(root, "bin")).FullName, Id + ".dll");
        using var file = File.Create(path);
        var result = compilation.Emit(file, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return path;
    }

    private string DependencyFile()
    {
        var target = new Dictionary<string, object>
        {
            [$"{Id}/1.2.0"] = new { dependencies = Dependencies, runtime = new Dictionary<string, object> { [$"{Id}.dll"] = new { } } },
        };
        foreach (var (id, version) in Dependencies)
            target[$"{id}/{version}"] = new { };
        return JsonSerializer.Serialize(new { targets = new Dictionary<string, object> { [".NETCoreApp,Version=v10.0"] = target } });
    }

    private string Pack(string assembly)
    {
        var path = Path.Combine(root, $"{Id}.{PackageVersion}.nupkg");
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        var entries = new Dictionary<string, byte[]> { [$"lib/net10.0/{Id}.dll"] = File.ReadAllBytes(assembly) };
        Put(".intagent/driver.json", PackedManifest ?? Manifest);
        Put($"{Id}.nuspec", $"""
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata><id>{Id}</id><version>{PackageVersion}</version>
            <packageTypes><packageType name="{PackageType}" /></packageTypes>
            <dependencies><group targetFramework="net10.0">{string.Concat(Dependencies.Select(one => $"<dependency id=\"{one.Key}\" version=\"{one.Value}\" />"))}</group></dependencies></metadata></package>
            """);
        if (Readme is not null)
            Put("README.md", Readme);
        foreach (var (name, text) in Examples)
            Put("examples/" + name, text);
        if (Attest is not null)
            Put(".intagent/provenance.json", Attest(entries[$"lib/net10.0/{Id}.dll"]));
        foreach (var (name, text) in Entries)
            Put(name, text);
        foreach (var (name, bytes) in entries)
        {
            using var entry = archive.CreateEntry(name).Open();
            entry.Write(bytes);
        }

        return path;

        void Put(string name, string text) => entries[name] = System.Text.Encoding.UTF8.GetBytes(text);
    }
}
