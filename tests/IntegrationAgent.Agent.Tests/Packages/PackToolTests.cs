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

    private string Claim => Path.Combine(Root, "conformance", "conformance.json");

    private string PackedClaim => Path.Combine(Root, "obj", "conformance.json");

    [Fact]
    public async Task A_claim_of_this_build_is_packed_byte_for_byte()
    {
        var claim = WriteClaim(Assembly(Manifest()), Manifest());

        Assert.Equal((0, ""), await PackAsync(Assembly(Manifest()), "Acme.Foo", "1.2.0"));
        Assert.Equal(claim, await File.ReadAllTextAsync(PackedClaim, Cancel));
    }

    [Fact]
    public async Task A_claim_that_failed_is_packed_too_and_says_so()
    {
        WriteClaim(Assembly(Manifest()), Manifest(), "failed");

        Assert.Equal(0, (await PackAsync(Assembly(Manifest()), "Acme.Foo", "1.2.0")).ExitCode);
        Assert.Contains("failed", await File.ReadAllTextAsync(PackedClaim, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_of_another_build_stops_the_pack_and_says_what_differs()
    {
        var assembly = Assembly(Manifest());
        WriteClaim(assembly, Manifest());
        var changed = PackageBuilder.Compile("Acme.Foo", $"[assembly: IntegrationAgent.Driver.DriverManifest({JsonSerializer.Serialize(Manifest())})] public class Added;");
        await File.WriteAllBytesAsync(assembly, changed, Cancel);

        var (exitCode, error) = await PackAsync(assembly, "Acme.Foo", "1.2.0");

        Assert.Equal(1, exitCode);
        Assert.Contains("error IAP0008", error, StringComparison.Ordinal);
        Assert.Contains("it is of another build: Acme.Foo.dll was ", error, StringComparison.Ordinal);
        Assert.False(File.Exists(PackedClaim));
        Assert.False(File.Exists(Output));
    }

    [Fact]
    public async Task A_claim_about_another_manifest_or_another_driver_stops_the_pack()
    {
        var assembly = Assembly(Manifest());
        WriteClaim(assembly, Manifest("9.9.9"));
        Assert.Contains("it is of the manifest ", (await PackAsync(assembly, "Acme.Foo", "1.2.0")).Error, StringComparison.Ordinal);

        WriteClaim(assembly, Manifest(), file: "Acme.Other.dll");
        Assert.Contains("it is not of Acme.Foo.dll", (await PackAsync(assembly, "Acme.Foo", "1.2.0")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_of_a_part_of_the_checks_is_not_packed()
    {
        WriteClaim(Assembly(Manifest()), Manifest(), "incomplete");

        Assert.Contains("IAP0009", (await PackAsync(Assembly(Manifest()), "Acme.Foo", "1.2.0")).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"formatVersion\":\"2.0\"}")]
    public async Task What_is_no_claim_stops_the_pack(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Claim)!);
        await File.WriteAllTextAsync(Claim, content, Cancel);

        Assert.Contains("IAP0007", (await PackAsync(Assembly(Manifest()), "Acme.Foo", "1.2.0")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_packed_before_does_not_stay_when_there_is_none_any_more()
    {
        WriteClaim(Assembly(Manifest()), Manifest());
        await PackAsync(Assembly(Manifest()), "Acme.Foo", "1.2.0");
        File.Delete(Claim);

        Assert.Equal(0, (await PackAsync(Assembly(Manifest()), "Acme.Foo", "1.2.0")).ExitCode);
        Assert.False(File.Exists(PackedClaim));
    }

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

    private string WriteClaim(string assembly, string manifest, string outcome = "passed", string file = "Acme.Foo.dll")
    {
        var claim = Claims.Of(File.ReadAllBytes(assembly), manifest, file, outcome);
        Directory.CreateDirectory(Path.GetDirectoryName(Claim)!);
        File.WriteAllText(Claim, claim);
        return claim;
    }

    private string Assembly(string? manifest = null)
    {
        var path = Path.Combine(Root, "Acme.Foo.dll");
        File.WriteAllBytes(path, PackageBuilder.Compile("Acme.Foo", manifest is null ? "" : $"[assembly: IntegrationAgent.Driver.DriverManifest({JsonSerializer.Serialize(manifest)})]"));
        return path;
    }

    private async Task<(int ExitCode, string Error)> PackAsync(string assembly, string id, string version, string need = "auto")
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Tool, assembly, Output, id, version, need, Claim]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        return (process.ExitCode, error);
    }
}
