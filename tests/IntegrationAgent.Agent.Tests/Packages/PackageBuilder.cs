using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Basic.Reference.Assemblies;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IntegrationAgent.Agent.Tests.Packages;

/// <summary>Writes package files entry by entry, well formed or not.</summary>
internal sealed class PackageBuilder
{
    private readonly List<(string Name, byte[] Content, int Attributes)> _entries = [];
    private readonly List<(string Id, string Range)> _dependencies = [];

    public PackageBuilder(string id, string version)
    {
        Id = id;
        Version = version;
    }

    public string Id { get; }

    public string Version { get; }

    public bool IsDriver { get; set; }

    /// <summary>A driver that is as it should be.</summary>
    public static PackageBuilder Driver(string id = "Acme.Drivers.Widgets", string version = "1.2.0", string driverId = "widgets", string code = "", string manifestMembers = "", string contract = "1.0")
    {
        var manifest = Manifest(driverId, contract, manifestMembers);
        var package = new PackageBuilder(id, version) { IsDriver = true };
        package.Add($"lib/net10.0/{id}.dll", Compile(id, $"[assembly: IntegrationAgent.Driver.DriverManifest({JsonSerializer.Serialize(manifest)})]\n{code}"));
        package.Add(".intagent/driver.json", manifest);
        package.Add("README.md", "# Widgets");
        package.Add("examples/list.cs", "// lists widgets");
        return package;
    }

    public static string Manifest(string driverId, string contract = "1.0", string members = "") =>
        $$"""{"contractVersion":"{{contract}}","displayName":"Widgets","id":"{{driverId}}"{{(members.Length == 0 ? "" : "," + members)}}}""";

    public static byte[] Compile(string assemblyName, string source)
    {
        var compilation = CSharpCompilation.Create(
            assemblyName,
            [CSharpSyntaxTree.ParseText(source, cancellationToken: TestContext.Current.CancellationToken)],
            [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(DriverManifestAttribute).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, deterministic: true));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics));
        return stream.ToArray();
    }

    public PackageBuilder Add(string name, string content, int attributes = 0) => Add(name, Encoding.UTF8.GetBytes(content), attributes);

    public PackageBuilder Add(string name, byte[] content, int attributes = 0)
    {
        _entries.Add((name, content, attributes));
        return this;
    }

    public PackageBuilder Remove(string name)
    {
        Assert.NotEqual(0, _entries.RemoveAll(entry => entry.Name == name));
        return this;
    }

    public PackageBuilder DependsOn(string id, string range)
    {
        _dependencies.Add((id, range));
        return this;
    }

    public byte[] Build()
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content, attributes) in _entries.Prepend(($"{Id}.nuspec", Encoding.UTF8.GetBytes(Nuspec()), 0)))
            {
                var entry = archive.CreateEntry(name);
                entry.ExternalAttributes = attributes;
                using var target = entry.Open();
                target.Write(content);
            }
        }

        return stream.ToArray();
    }

    public void WriteTo(string folder) => File.WriteAllBytes(Path.Combine(folder, $"{Id}.{Version}.nupkg"), Build());

    private string Nuspec() =>
        $"""
        <?xml version="1.0" encoding="utf-8"?>
        <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
          <metadata>
            <id>{Id}</id>
            <version>{Version}</version>
            <authors>Acme</authors>
            <description>The {Id} package.</description>
            {(IsDriver ? $"<packageTypes><packageType name=\"{DriverPackage.PackageType}\" /></packageTypes>" : "")}
            <dependencies><group targetFramework="net10.0">{string.Concat(_dependencies.Select(each => $"<dependency id=\"{each.Id}\" version=\"{each.Range}\" />"))}</group></dependencies>
          </metadata>
        </package>
        """;
}
