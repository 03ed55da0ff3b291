using System.Text;
using System.Text.Json;
using IntegrationAgent.Driver.Pack;

// usage: <assembly> <output file> <package id> <package version> <required|auto> <claim file>
// Writes the manifest of a driver's assembly; with `auto`, an assembly without one is no driver and nothing is written.
// Where there is a claim of the conformance kit, it is held against the assembly and written beside the manifest.
if (args is not [var assembly, var output, var packageId, var packageVersion, var need, var claim])
    return Fail("IAP0001", "the pack target and its tool are of different versions; restore again");

if (!File.Exists(assembly))
    return Fail("IAP0002", $"there is no assembly {assembly}; build before packing");

IReadOnlyList<string> manifests;
using (var stream = File.OpenRead(assembly))
    manifests = ManifestAttributeReader.Read(stream);

var folder = Path.GetDirectoryName(Path.GetFullPath(output))!;
var packedClaim = Path.Combine(folder, "conformance.json");
Directory.CreateDirectory(folder);
File.Delete(output);
File.Delete(packedClaim);
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

if (File.Exists(claim))
{
    var text = File.ReadAllText(claim);
    try
    {
        var differences = ClaimBinding.Compare(text, Path.GetFileName(assembly), File.ReadAllBytes(assembly), manifests[0]);
        if (differences.Count > 0)
            return Fail("IAP0008", $"{claim} is not of what is packed: {string.Join("; ", differences)}. Run the conformance project against this build (the same configuration), or delete the file to pack without a claim");
        if (ClaimBinding.Outcome(text) == "incomplete")
            return Fail("IAP0009", $"{claim} is of a run that left checks out. Run the whole conformance project, or delete the file to pack without a claim");
    }
    catch (JsonException e)
    {
        return Fail("IAP0007", $"{claim} is no claim of the conformance kit: {e.Message}. Run the conformance project again");
    }

    File.WriteAllText(packedClaim, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
}

File.WriteAllText(output, manifests[0], new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
return 0;

static int Fail(string code, string message)
{
    Console.Error.WriteLine($"IntegrationAgent.Driver.Pack : error {code}: {message}.");
    return 1;
}
