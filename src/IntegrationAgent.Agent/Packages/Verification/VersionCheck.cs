using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using IntegrationAgent.Driver.Pack;
using NuGet.Versioning;

namespace IntegrationAgent.Agent.Packages.Verification;

/// <summary>Package, manifest and assembly are of one version and one name.</summary>
internal static class VersionCheck
{
    public static VerificationCheck Run(VerifiedPackage package)
    {
        if (package.Carried is not [var (file, json)] || package.Manifest is not { } manifest)
            return new VerificationCheck("versions", 0, [], "There is not exactly one manifest to compare with.");
        var problems = PackedIdentity.Compare(json, package.Id, package.Version).Select(VerificationErrors.Version).ToList();
        using var image = new PEReader(File.OpenRead(package.FullPath(file)));
        var assembly = image.GetMetadataReader().GetAssemblyDefinition();
        var name = image.GetMetadataReader().GetString(assembly.Name);
        if (name != manifest.Package.Assembly)
            problems.Add(VerificationErrors.Version($"the manifest is that of the assembly '{manifest.Package.Assembly}', and it is in '{name}'"));
        var numbers = NuGetVersion.Parse(package.Version);
        if ((assembly.Version.Major, assembly.Version.Minor, Math.Max(0, assembly.Version.Build)) != (numbers.Major, numbers.Minor, numbers.Patch))
            problems.Add(VerificationErrors.Version($"the assembly is {assembly.Version.ToString(3)}, the package is '{package.Version}'"));
        return new VerificationCheck("versions", 3, problems);
    }
}
