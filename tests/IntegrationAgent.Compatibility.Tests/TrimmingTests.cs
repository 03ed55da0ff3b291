using System.Diagnostics;
using System.Reflection;
using System.Text.RegularExpressions;

namespace IntegrationAgent.Compatibility.Tests;

/// <summary>
/// The trimmer of the SDK, as publishing runs it, over the contract, the authoring package and generated code as a whole. The analyzers for trimming and for
/// ahead-of-time compilation look at the same code in every build (<c>IsAotCompatible</c>), where a warning is an error.
/// </summary>
public sealed class TrimmingTests : PackageFolder
{
    [Fact]
    public async Task Contract_authoring_package_and_generated_code_give_no_warning()
    {
        var warnings = await TrimAsync("IntegrationAgent.Driver.Trimming", "IntegrationAgent.Driver.Abstractions", "IntegrationAgent.Driver.Authoring");

        Assert.Empty(warnings);
    }

    [Fact]
    public async Task Reflection_in_a_driver_is_warned_of()
    {
        await File.WriteAllBytesAsync(
            Path.Combine(Folder, "Acme.Reflecting.dll"),
            DriverPackages.CompileHelper("Acme.Reflecting", "namespace Acme { public class Reflecting { public object? Make(string name) => System.Activator.CreateInstance(System.Type.GetType(name)!); } }"),
            Cancel);

        Assert.Contains(await TrimAsync("Acme.Reflecting"), warning => warning.Contains("IL2057", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("src/IntegrationAgent.Driver.Abstractions")]
    [InlineData("src/IntegrationAgent.Driver.Authoring")]
    [InlineData("tests/IntegrationAgent.Driver.Trimming")]
    public void Analyzers_of_trimming_run_in_every_build(string project) => Assert.Contains(
        "<IsAotCompatible>true</IsAotCompatible>",
        File.ReadAllText(Directory.GetFiles(Path.Combine(Testing.RepositoryRoot.Path, project), "*.csproj").Single()),
        StringComparison.Ordinal);

    /// <summary>The warnings about these assemblies and nothing else: what the framework warns of itself is not ours.</summary>
    private async Task<IReadOnlyList<string>> TrimAsync(params string[] assemblies)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        List<string> arguments =
        [
            "exec", Trimmer(), "-out", Path.Combine(Folder, "trimmed"), "--trim-mode", "link", "--action", "link", "--singlewarn-", "--disable-opt", "ipconstprop",
            "-d", AppContext.BaseDirectory, "-d", Folder, "-d", Path.GetDirectoryName(typeof(object).Assembly.Location)!,
        ];
        foreach (var assembly in assemblies)
            arguments.AddRange(["-a", new[] { Folder, AppContext.BaseDirectory }.Select(folder => Path.Combine(folder, assembly + ".dll")).First(File.Exists), "all"]);
        arguments.ForEach(start.ArgumentList.Add);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(Cancel);
        var output = await process.StandardOutput.ReadToEndAsync(Cancel) + await error;
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode == 0, output);
        return [.. output.Split('\n').Where(line => Regex.IsMatch(line, @"warning IL\d+: (IntegrationAgent|Acme|Polly)\."))];
    }

    /// <summary>The SDK restores it for every project that is to be trimmed.</summary>
    private static string Trimmer()
    {
        var packages = typeof(TrimmingTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "Packages").Value!;
        return Directory.GetFiles(Path.Combine(packages, "microsoft.net.illink.tasks"), "illink.dll", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Last();
    }
}
