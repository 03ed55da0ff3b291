using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Testing;
using NuGet.Packaging;

namespace IntegrationAgent.Agent.Tests.Packages;

/// <summary>What a build of this checkout puts into artifacts/feed.</summary>
public sealed class BuiltFeedTests : StoreFixture
{
    private static LocalFeed Built { get; } = LocalFeed.Open(Path.Combine(RepositoryRoot.Path, "artifacts", "feed"));

    [Fact]
    public void The_feed_holds_every_package_of_the_build_in_one_version()
    {
        Assert.Equal(
            [
                "IntegrationAgent.Driver.Abstractions", "IntegrationAgent.Driver.Authoring", "IntegrationAgent.Driver.Conformance", "IntegrationAgent.Driver.Conformance.Examples",
                "IntegrationAgent.Drivers.Postgres", "IntegrationAgent.Drivers.Salesforce", "IntegrationAgent.Drivers.Sqlite", "IntegrationAgent.Scripting", "IntegrationAgent.Templates",
                "IntegrationAgent.Validation", "IntegrationAgent.Wire",
            ],
            Built.Packages);
        Assert.All(Built.Packages, id => Assert.True(File.Exists(Path.Combine(Built.Folder, $"{id}.{Built.Version}.nupkg")), id));
    }

    [Fact]
    public void The_feed_is_closed_under_what_its_packages_need()
    {
        var offered = Directory.EnumerateFiles(Built.Folder, "*.nupkg").Select(file =>
        {
            using var reader = new PackageArchiveReader(file);
            return reader.NuspecReader;
        }).Where(package => !Built.Packages.Contains(package.GetId()) || package.GetVersion().ToNormalizedString() == Built.Version).ToList();

        var missing =
            from package in offered
            let nearest = NuGet.Frameworks.NuGetFrameworkUtility.GetNearest(package.GetDependencyGroups(), PackageResolver.Target, each => each.TargetFramework)
            where nearest is not null
            from needed in nearest.Packages
            where !HostAssemblies.Provides(needed.Id, needed.VersionRange)
            where !offered.Any(other => string.Equals(other.GetId(), needed.Id, StringComparison.OrdinalIgnoreCase) && needed.VersionRange.Satisfies(other.GetVersion()))
            select $"{package.GetId()} needs {needed.Id} {needed.VersionRange}";

        Assert.NotEmpty(offered);
        Assert.Empty(missing.Distinct());
    }

    [Fact]
    public void The_contract_carries_the_generator_and_what_packs_a_driver()
    {
        using var reader = new PackageArchiveReader(Path.Combine(Built.Folder, $"IntegrationAgent.Driver.Abstractions.{Built.Version}.nupkg"));

        var files = reader.GetFiles().Where(file => file.Split('/')[0] is "analyzers" or "build" or "lib" or "tools").Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "analyzers/dotnet/cs/IntegrationAgent.Driver.CodeFixes.dll",
                "analyzers/dotnet/cs/IntegrationAgent.Driver.Generators.dll",
                "build/IntegrationAgent.Driver.Abstractions.targets",
                "lib/net10.0/IntegrationAgent.Driver.Abstractions.dll",
                "lib/net10.0/IntegrationAgent.Driver.Abstractions.xml",
                "tools/net10.0/any/IntegrationAgent.Driver.Pack.dll",
                "tools/net10.0/any/IntegrationAgent.Driver.Pack.runtimeconfig.json",
            ],
            files);
    }

    [Theory]
    [InlineData("IntegrationAgent.Drivers.Salesforce", "salesforce", false)]
    [InlineData("IntegrationAgent.Drivers.Sqlite", "sqlite", false)]
    // The kit needs a PostgreSQL server: where the build found none, its author claims nothing, and a person accepts each ability by name.
    [InlineData("IntegrationAgent.Drivers.Postgres", "postgres", true)]
    public async Task A_driver_of_this_checkout_installs_offline_and_declares_all_that_its_code_does(string packageId, string driverId, bool needsServer)
    {
        string[] unproven = needsServer ? ["query", "write", "write_probe", "schema_edit", "native_query"] : [];
        var driver = await AddAsync(packageId, Built.Version, unproven: unproven, feeds: Built.Folder);

        await driver.VerifyFilesAsync(Cancel);
        if (driver.Claim is not null || !needsServer)
        {
            Assert.Equal("passed", driver.Claim?.Outcome);
            Assert.All(driver.Manifest.Capabilities, capability => Assert.True(driver.Claim!.Proves(capability), capability));
        }

        Assert.Equal((driverId, packageId), (driver.DriverId, driver.Manifest.Package.Id));
        Assert.NotEmpty(driver.Capabilities);
        Assert.All(driver.Capabilities, finding => Assert.True(finding.Declared, $"{finding.Capability} in {finding.File}"));
    }

    [Theory]
    [InlineData("script", "IntegrationAgent.ScriptHost")]
    [InlineData("driver", "IntegrationAgent.DriverHost")]
    public void The_hosts_stand_beside_the_program_compiled_ahead_of_time(string folder, string name)
    {
        var assembly = Path.Combine(AppContext.BaseDirectory, "hosts", folder, name + ".dll");

        using var stream = File.OpenRead(assembly);
        using var image = new System.Reflection.PortableExecutable.PEReader(stream);

        Assert.True(File.Exists(Path.ChangeExtension(assembly, "runtimeconfig.json")));
        Assert.NotEqual(0, image.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size);
    }
}
