using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.Json;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Scripting.Standalone;

/// <summary>A driver that the script references: found among the program's assemblies by its manifest.</summary>
internal sealed class LoadedDriver
{
    private readonly Assembly assembly;
    private readonly JsonElement manifest;

    private LoadedDriver(Assembly assembly, JsonElement manifest)
    {
        this.assembly = assembly;
        this.manifest = manifest;
    }

    public string Id => manifest.GetProperty("id").GetString() ?? "";

    public IEnumerable<string> SettingNames => Settings.Select(setting => setting.GetProperty("name").GetString() ?? "");

    private IEnumerable<JsonElement> Settings => manifest.TryGetProperty("settings", out var settings) ? settings.EnumerateArray() : [];

    public static IReadOnlyList<LoadedDriver> All(string folder) =>
    [
        .. Directory.EnumerateFiles(folder, "*.dll").Where(HasManifest).Order(StringComparer.Ordinal).Select(Assembly.LoadFrom).Select(Of).OfType<LoadedDriver>(),
    ];

    public static LoadedDriver? Of(Assembly assembly)
    {
        if (assembly.GetCustomAttribute<DriverManifestAttribute>() is not { } declared)
            return null;
        using var document = JsonDocument.Parse(declared.Json);
        return new LoadedDriver(assembly, document.RootElement.Clone());
    }

    public IDriver Create()
    {
        var name = manifest.GetProperty("driverType").GetString() ?? "";
        return assembly.GetType(name) is { } type && Activator.CreateInstance(type) is IDriver driver
            ? driver
            : throw new ScriptException("E-SCR-DRIVER", $"The driver '{Id}' does not have the class that its manifest names.", "Report it to the driver's author.");
    }

    /// <summary>Files are named from the workspace, wherever the script was started.</summary>
    public void ResolveFiles(Dictionary<string, string> settings, string root)
    {
        foreach (var setting in Settings.Where(setting => setting.GetProperty("kind").GetString() == "file"))
        {
            var name = setting.GetProperty("name").GetString() ?? "";
            if (settings.TryGetValue(name, out var path) && path.Length > 0 && path[0] != ':')
                settings[name] = Path.GetFullPath(path, root);
        }
    }

    /// <summary>Looks into the file without loading it: only drivers are loaded.</summary>
    private static bool HasManifest(string path)
    {
        using var stream = File.OpenRead(path);
        using var image = new PEReader(stream);
        if (!image.HasMetadata)
            return false;
        var reader = image.GetMetadataReader();
        foreach (var handle in reader.IsAssembly ? reader.GetAssemblyDefinition().GetCustomAttributes() : default)
        {
            if (reader.GetCustomAttribute(handle).Constructor is { Kind: HandleKind.MemberReference } constructor
                && reader.GetMemberReference((MemberReferenceHandle)constructor).Parent is { Kind: HandleKind.TypeReference } parent
                && reader.StringComparer.Equals(reader.GetTypeReference((TypeReferenceHandle)parent).Name, nameof(DriverManifestAttribute)))
                return true;
        }

        return false;
    }
}
