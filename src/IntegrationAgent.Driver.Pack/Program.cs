using System.Text;
using System.Text.Json;
using IntegrationAgent.Driver.Pack;

// usage: <assembly> <output file> <package id> <package version> <required|auto>
// Writes the manifest of a driver's assembly; with `auto`, an assembly without one is no driver and nothing is written.
if (args is not [var assembly, var output, var packageId, var packageVersion, var need])
    return Fail("IAP0001", "the pack target and its tool are of different versions; restore again");

if (!File.Exists(assembly))
    return Fail("IAP0002", $"there is no assembly {assembly}; build before packing");

IReadOnlyList<string> manifests;
using (var stream = File.OpenRead(assembly))
    manifests = ManifestAttributeReader.Read(stream);

Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
File.Delete(output);
if (manifests.Count == 0)
{
    return need == "required"
        ? Fail("IAP0003", $"{Path.GetFileName(assembly)} carries no driver manifest: mark one class that implements IDriver with [Driver(\"id\")], and let the generator of IntegrationAgent.Driver.Abstractions run")
        : 0;
}

if (manifests.Count > 1)
    return Fail("IAP0004", $"{Path.GetFileName(assembly)} carries {manifests.Count} driver manifests; a package holds one driver");

try
{
    var differences = PackedIdentity.Compare(manifests[0], packageId, packageVersion);
    if (differences.Count > 0)
        return Fail("IAP0005", $"manifest and package differ: {string.Join("; ", differences)}. Rebuild, so that both are stamped from the same properties");
}
catch (JsonException e)
{
    return Fail("IAP0006", $"the manifest in {Path.GetFileName(assembly)} is not JSON: {e.Message}");
}

File.WriteAllText(output, manifests[0], new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
return 0;

static int Fail(string code, string message)
{
    Console.Error.WriteLine($"IntegrationAgent.Driver.Pack : error {code}: {message}.");
    return 1;
}
