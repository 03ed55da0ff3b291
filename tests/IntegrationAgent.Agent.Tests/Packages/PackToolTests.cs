using System.Diagnostics;
using System.Text.Json;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Agent.Tests.Packages;

/// <summary>The program that a driver's pack runs, as it is run.</summary>
public sealed class PackToolTests : StoreFixture
{
    private static string Tool { get; } = Path.Combine(
        RepositoryRoot.Path, "src", "IntegrationAgent.Driver.Pack", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "IntegrationAgent.Driver.Pack.dll");

    private string Output => Path.Combine(Root, "obj", "driver.json");

    [Fact]
    public async Task A_driver_s_manifest_is_written_byte_for_byte()
    {
        var manifest = Manifest();

        var (exitCode, _) = await PackAsync(Assembly(manifest), "Acme.Foo", "1.2.0");

        Assert.Equal(0, exitCode);
        Assert.Equal(manifest, await File.ReadAllTextAsync(Output, Cancel));
    }

    [Theory]
    [InlineData("1.2.0")]
    [InlineData("1.2.0-dev.h0123")]
    public async Task A_prerelease_label_may_be_added(string version) =>
        Assert.Equal(0, (await PackAsync(Assembly(Manifest()), "Acme.Foo", version)).ExitCode);

    [Theory]
    [InlineData("Acme.Bar", "1.2.0", "the manifest names the package 'Acme.Foo', the package is 'Acme.Bar'")]
    [InlineData("Acme.Foo", "1.3.0", "the manifest says version '1.2.0', the package is '1.3.0'")]
    public async Task A_difference_between_manifest_and_package_is_said_and_stops_the_pack(string id, string version, string difference)
    {
        var (exitCode, error) = await PackAsync(Assembly(Manifest()), id, version);

        Assert.Equal(1, exitCode);
        Assert.Contains($"error IAP0005: manifest and package differ: {difference}", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public async Task A_label_that_the_manifest_has_and_the_package_has_not_stops_the_pack() =>
        Assert.Contains("IAP0005", (await PackAsync(Assembly(Manifest("1.2.0-beta")), "Acme.Foo", "1.2.0")).Error, StringComparison.Ordinal);

    [Fact]
    public async Task An_assembly_without_a_manifest_is_no_driver_unless_it_must_be_one()
    {
        Assert.Equal(0, (await PackAsync(Assembly(), "Acme.Foo", "1.2.0")).ExitCode);
        Assert.False(File.Exists(Output));

        Assert.Contains("IAP0003", (await PackAsync(Assembly(), "Acme.Foo", "1.2.0", "required")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Packing_before_building_says_so() =>
        Assert.Contains("IAP0002", (await PackAsync(Path.Combine(Root, "none.dll"), "Acme.Foo", "1.2.0")).Error, StringComparison.Ordinal);

    private static string Manifest(string version = "1.2.0") =>
        PackageBuilder.Manifest("foo", members: $$"""
            "package":{"assembly":"Acme.Foo","id":"Acme.Foo","version":"{{version}}"}
            """.Trim());

    private string Assembly(string? manifest = null)
    {
        var path = Path.Combine(Root, "Acme.Foo.dll");
        File.WriteAllBytes(path, PackageBuilder.Compile("Acme.Foo", manifest is null ? "" : $"[assembly: IntegrationAgent.Driver.DriverManifest({JsonSerializer.Serialize(manifest)})]"));
        return path;
    }

    private async Task<(int ExitCode, string Error)> PackAsync(string assembly, string id, string version, string need = "auto")
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Tool, assembly, Output, id, version, need]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, error);
    }
}
