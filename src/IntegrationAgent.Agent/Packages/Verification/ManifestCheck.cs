using System.Text;
using System.Text.Json;
using IntegrationAgent.Agent.Compatibility.Api;

namespace IntegrationAgent.Agent.Packages.Verification;

/// <summary>The manifest is the assembly's own: the same bytes, in canonical form, and what the code declares.</summary>
internal static class ManifestCheck
{
    public static VerificationCheck Run(VerifiedPackage package)
    {
        if (package.Carried is not [var (file, json)])
            return new VerificationCheck("manifest", 0, [], "There is not exactly one manifest to look at.");
        var problems = new List<VerificationProblem>();
        var written = package.FullPath(DriverPackage.ManifestPath);
        if (package.Entries.ContainsKey(DriverPackage.ManifestPath) && File.ReadAllText(written) != json)
            problems.Add(VerificationErrors.ManifestDiffers($"{DriverPackage.ManifestPath} is not what {file} carries"));
        if (!IsCanonical(json))
            problems.Add(VerificationErrors.ManifestDiffers("it is not in the form that the compiler writes"));
        if (package.Manifest is not { } manifest)
        {
            problems.Add(VerificationErrors.ManifestDiffers("it is not the JSON of a manifest"));
            return new VerificationCheck("manifest", 1, problems);
        }

        try
        {
            ManifestReader.CheckContract(package.Id, manifest);
        }
        catch (AgentException refusal)
        {
            problems.Add(new VerificationProblem(refusal.Code, refusal.Message, refusal.NextAction));
        }

        var assemblies = package.Assemblies.Select(path => new DriverAssembly(path, File.ReadAllBytes(package.FullPath(path)))).ToList();
        var declared = DeclaredDriver.Read(assemblies, file);
        problems.AddRange(declared.Differences(manifest).Select(VerificationErrors.ManifestDiffers));
        return new VerificationCheck("manifest", declared.Observed, problems);
    }

    private static bool IsCanonical(string json)
    {
        try
        {
            return Encoding.UTF8.GetString(CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(json))) == json;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
