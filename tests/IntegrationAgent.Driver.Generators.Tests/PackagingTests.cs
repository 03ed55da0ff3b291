using System.Diagnostics;
using System.IO.Compression;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Driver.Generators.Tests;

/// <summary>The package of the contract, as a driver author gets it.</summary>
public class PackagingTests
{
    [Fact]
    public async Task Package_of_the_contract_carries_the_generator_once()
    {
        var folder = Directory.CreateTempSubdirectory("intagent-pack-").FullName;
        try
        {
            await Pack(folder);

            using var package = ZipFile.OpenRead(Directory.GetFiles(folder, "*.nupkg").Single());
            var files = package.Entries.Select(entry => entry.FullName).Where(name => name.EndsWith(".dll", StringComparison.Ordinal) || name.EndsWith(".targets", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
            Assert.Equal(
                [
                    "analyzers/dotnet/cs/IntegrationAgent.Driver.CodeFixes.dll",
                    "analyzers/dotnet/cs/IntegrationAgent.Driver.Generators.dll",
                    "build/IntegrationAgent.Driver.Abstractions.targets",
                    "lib/net10.0/IntegrationAgent.Driver.Abstractions.dll",
                    "tools/net10.0/any/IntegrationAgent.Driver.Pack.dll",
                ],
                files);
            Assert.Equal(
                Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "docs", "diagnostics")).Select(Path.GetFileName).Order(StringComparer.Ordinal),
                package.Entries.Where(entry => entry.FullName.StartsWith("docs/diagnostics/", StringComparison.Ordinal)).Select(entry => entry.Name).Order(StringComparer.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Generator_needs_nothing_that_the_oldest_compiler_of_the_framework_lacks()
    {
        var references = typeof(DriverGenerator).Assembly.GetReferencedAssemblies().ToDictionary(name => name.Name!, name => name.Version!);

        Assert.Equal(new Version(5, 0, 0, 0), references["Microsoft.CodeAnalysis"]);
        Assert.DoesNotContain("Microsoft.CodeAnalysis.Workspaces", references.Keys);
        Assert.All(references.Keys, name => Assert.True(name is "netstandard" or "Microsoft.CodeAnalysis" or "Microsoft.CodeAnalysis.CSharp" or "System.Collections.Immutable", name));
    }

    private static async Task Pack(string folder)
    {
#if DEBUG
        const string configuration = "Debug";
#else
        const string configuration = "Release";
#endif
        var project = Path.Combine(RepositoryRoot.Path, "src", "IntegrationAgent.Driver.Abstractions", "IntegrationAgent.Driver.Abstractions.csproj");
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["pack", project, "--no-build", "--configuration", configuration, "--output", folder, "--disable-build-servers"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, await output + await error);
    }
}
