using System.Reflection;
using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>Puts together what the static checks look at.</summary>
internal static class StaticSubjectReader
{
    /// <summary>The subject of a run: what the adapter points at.</summary>
    public static StaticSubject Of(CheckRun run)
    {
        var adapter = run.Adapter;
        if (adapter.ProjectFolder is not { } folder)
            throw new ConformanceSetupException("The adapter does not say where the driver's project is. Override ProjectFolder: public override string? ProjectFolder => FolderBeside(\"../../src/Acme.Drivers.Helpdesk\").");
        if (!Directory.Exists(folder))
            throw new ConformanceSetupException("The folder that the adapter's ProjectFolder names is not there. Correct it: it is relative to the adapter's source file.");
        if (adapter.PackagePath is { } package && !File.Exists(package))
            throw new ConformanceSetupException($"There is no package {Path.GetFileName(package)} where the adapter's PackagePath points.");
        return Read(
            run.CreateDriver().GetType().Assembly,
            folder,
            adapter.PackagePath,
            adapter.AllowedDependencies,
            DateOnly.FromDateTime(adapter.Today.UtcDateTime),
            run.Options.Manifest,
            adapter.ProvenanceKeys);
    }

    /// <param name="assembly">The driver's assembly, loaded from a file.</param>
    /// <param name="projectFolder">The folder of the driver's project: README, examples, baseline.</param>
    /// <param name="packagePath">The packed driver; null where it is not packed yet.</param>
    /// <param name="allowedDependencies">Unusual packages with the reason for each.</param>
    /// <param name="today">The day on which deprecations are judged.</param>
    /// <param name="manifest">Another manifest than the assembly's own; null for its own.</param>
    /// <param name="provenanceKeys">Public keys whose word on the build counts; null for none.</param>
    /// <exception cref="ConformanceSetupException">Something that the checks need is missing or cannot be read.</exception>
    public static StaticSubject Read(Assembly assembly, string projectFolder, string? packagePath, IReadOnlyDictionary<string, string> allowedDependencies, DateOnly today, string? manifest = null, IReadOnlyDictionary<string, string>? provenanceKeys = null)
    {
        if (assembly.Location.Length == 0)
            throw new ConformanceSetupException($"The assembly {assembly.GetName().Name} was not loaded from a file, so its package cannot be checked.");

        List<string> carried = manifest is not null ? [manifest] : [.. assembly.GetCustomAttributes<DriverManifestAttribute>().Select(attribute => attribute.Json)];
        if (carried.Count == 0)
            throw new ConformanceSetupException($"{assembly.GetName().Name} carries no manifest. Mark the driver's class with [Driver], and reference IntegrationAgent.Driver.Abstractions so that its generator runs.");

        var baselinePath = Path.Combine(projectFolder, Baseline.FileName);
        try
        {
            return new StaticSubject
            {
                Assembly = assembly,
                Image = AssemblyImage.Read(assembly.Location),
                Carried = carried,
                Manifest = ManifestModel.Parse(carried[0]),
                Package = packagePath is null ? PackageReading.FromProject(projectFolder, assembly.Location, carried[0]) : PackageReading.FromPackage(packagePath),
                Baseline = File.Exists(baselinePath) ? Baseline.Parse(File.ReadAllText(baselinePath)) : null,
                Dependencies = DependencyReading.Read(assembly.Location),
                AllowedDependencies = allowedDependencies,
                ProvenanceKeys = provenanceKeys ?? new Dictionary<string, string>(),
                Today = today,
            };
        }
        catch (JsonException e)
        {
            throw new ConformanceSetupException($"The manifest or {Baseline.FileName} cannot be read: {e.Message}", e);
        }
    }
}
