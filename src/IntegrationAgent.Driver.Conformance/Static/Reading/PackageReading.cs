using System.IO.Compression;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>Reads a package's files, from the packed file or from the project that will be packed.</summary>
internal static class PackageReading
{
    private const int MostEntries = 2_000;
    private const long LargestEntry = 64L * 1024 * 1024;

    public static PackageContent FromPackage(string path)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            return Read(path, archive);
        }
        catch (Exception e) when (e is InvalidDataException or XmlException)
        {
            return new PackageContent { Source = Path.GetFileName(path), IsPacked = true, Files = new Dictionary<string, byte[]>(), Damage = $"it cannot be read as a package: {e.Message}" };
        }
    }

    /// <summary>What packing takes: README.md and examples beside the project, the assembly, and the manifest that it carries.</summary>
    public static PackageContent FromProject(string folder, string assemblyPath, string manifestJson)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal)
        {
            ["lib/net10.0/" + Path.GetFileName(assemblyPath)] = File.ReadAllBytes(assemblyPath),
            [".intagent/driver.json"] = Encoding.UTF8.GetBytes(manifestJson),
        };
        var readme = Path.Combine(folder, "README.md");
        if (File.Exists(readme))
            files["README.md"] = File.ReadAllBytes(readme);
        var examples = Path.Combine(folder, "examples");
        if (Directory.Exists(examples))
        {
            foreach (var file in Directory.EnumerateFiles(examples, "*", SearchOption.AllDirectories))
                files["examples/" + Path.GetRelativePath(examples, file).Replace('\\', '/')] = File.ReadAllBytes(file);
        }

        return new PackageContent { Source = "the project's folder", IsPacked = false, Files = files };
    }

    private static PackageContent Read(string path, ZipArchive archive)
    {
        if (archive.Entries.Count > MostEntries)
            throw new InvalidDataException($"it holds more than {MostEntries} entries");

        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in archive.Entries.Where(entry => !entry.FullName.EndsWith('/')))
        {
            var name = Uri.UnescapeDataString(entry.FullName);
            if (name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Split('/').Contains("..") || !files.TryAdd(name, Bytes(entry)))
                throw new InvalidDataException($"the entry '{name}' is there twice, or would leave its folder");
        }

        var nuspec = files.Keys.Where(name => name.EndsWith(".nuspec", StringComparison.OrdinalIgnoreCase) && !name.Contains('/', StringComparison.Ordinal)).ToList();
        if (nuspec.Count != 1)
            throw new InvalidDataException("it holds no nuspec, or several");

        using var text = new MemoryStream(files[nuspec[0]]);
        using var reader = XmlReader.Create(text, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        var metadata = XDocument.Load(reader).Root?.Elements().FirstOrDefault(element => element.Name.LocalName == "metadata");
        return new PackageContent
        {
            Source = Path.GetFileName(path),
            IsPacked = true,
            Files = files,
            NuspecId = Value(metadata, "id"),
            NuspecVersion = Value(metadata, "version"),
            PackageTypes = Names(metadata, "packageType", "name"),
            NuspecDependencies = Names(metadata, "dependency", "id"),
        };
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        if (entry.Length > LargestEntry)
            throw new InvalidDataException($"the entry '{entry.FullName}' is too large");
        using var source = entry.Open();
        using var target = new MemoryStream();
        source.CopyTo(target);
        return target.ToArray();
    }

    private static string? Value(XElement? metadata, string name) => metadata?.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;

    private static IReadOnlyList<string> Names(XElement? metadata, string element, string attribute) =>
        [.. (metadata?.Descendants() ?? []).Where(one => one.Name.LocalName == element).Select(one => one.Attribute(attribute)?.Value ?? "").Distinct(StringComparer.Ordinal)];
}
