using NuGet.Packaging;
using NuGet.Packaging.Core;

namespace IntegrationAgent.Agent.Packages;

/// <summary>Looks for driver packages in a folder.</summary>
internal static class FolderSearch
{
    public static IEnumerable<DriverSearchResult> Find(string folder, string term, bool prerelease) =>
        Directory.EnumerateFiles(folder, "*.nupkg", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3, IgnoreInaccessible = true })
            .Select(Read)
            .OfType<NuspecReader>()
            .Where(package => (prerelease || !package.GetVersion().IsPrerelease) && Matches(package, term))
            .GroupBy(package => package.GetId(), StringComparer.OrdinalIgnoreCase)
            .Select(group => group.MaxBy(package => package.GetVersion())!)
            .Select(package => new DriverSearchResult
            {
                PackageId = package.GetId(),
                Version = package.GetVersion().ToNormalizedString(),
                Description = package.GetDescription() ?? "",
                Feed = folder,
            });

    private static bool Matches(NuspecReader package, string term) =>
        package.GetId().Contains(term, StringComparison.OrdinalIgnoreCase) || (package.GetDescription() ?? "").Contains(term, StringComparison.OrdinalIgnoreCase);

    /// <summary>A file that is no readable package, or no driver, is not offered.</summary>
    private static NuspecReader? Read(string path)
    {
        try
        {
            using var package = new PackageArchiveReader(path);
            var nuspec = package.NuspecReader;
            return nuspec.GetPackageTypes().Any(type => type.Name == DriverPackage.PackageType) ? nuspec : null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or PackagingException or System.Xml.XmlException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
