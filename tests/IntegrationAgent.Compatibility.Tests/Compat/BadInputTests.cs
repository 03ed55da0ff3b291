namespace IntegrationAgent.Compatibility.Tests.Compat;

public sealed class BadInputTests : PackageFolder
{
    [Fact]
    public async Task Same_package_twice_is_said()
    {
        var package = DriverPackages.Pack(Folder);

        await RefusedAsync("E-CPT-SAME", package, package);
    }

    [Fact]
    public async Task Packages_of_different_ids_are_not_compared()
    {
        var other = DriverPackages.Pack(Subfolder("other"), "1.1.0", change: (_, builder) => builder.Id = "Acme.Drivers.Gadgets");

        Assert.Contains("Acme.Drivers.Gadgets", (await RefusedAsync("E-CPT-IDS", DriverPackages.Pack(Folder), other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Versions_in_the_wrong_order_are_said() =>
        await RefusedAsync("E-CPT-ORDER", DriverPackages.Pack(Folder, "1.1.0"), DriverPackages.Pack(Folder));

    [Fact]
    public async Task File_that_is_no_archive_is_said()
    {
        var file = Path.Combine(Folder, "no.nupkg");
        await File.WriteAllTextAsync(file, "no archive", Cancel);

        await RefusedAsync("E-PKG-ARCHIVE", DriverPackages.Pack(Folder), file);
    }

    [Fact]
    public async Task Package_without_a_manifest_is_said() => await RefusedAsync(
        "E-PKG-NOT-A-DRIVER",
        DriverPackages.Pack(Folder),
        DriverPackages.Pack(Folder, "1.1.0", change: (files, _) => files[$"lib/net10.0/{DriverPackages.Id}.dll"] = DriverPackages.CompileHelper("Acme.Helper", "public class Helper { }")));

    [Fact]
    public async Task Package_with_two_drivers_is_said() => await RefusedAsync(
        "E-PKG-TWO-DRIVERS",
        DriverPackages.Pack(Folder),
        DriverPackages.Pack(Folder, "1.1.0", change: (files, _) => files["lib/net10.0/Second.dll"] = files[$"lib/net10.0/{DriverPackages.Id}.dll"]));

    [Theory]
    [InlineData("nowhere.nupkg")]
    [InlineData("Acme.Drivers.Widgets@1.0.0")]
    [InlineData("@")]
    [InlineData("")]
    public async Task Reference_to_nothing_is_said(string reference) => await RefusedAsync("E-CPT-REFERENCE", reference, DriverPackages.Pack(Folder));

    [Fact]
    public async Task Feed_is_asked_for_exactly_the_version()
    {
        var feed = Subfolder("feed");
        DriverPackages.Pack(feed);
        DriverPackages.Pack(feed, "1.0.1");

        var report = await CompareAsync("Acme.Drivers.Widgets@1.0.0", "Acme.Drivers.Widgets@1.0.1", feed);

        Assert.Empty(report.Findings);
        await RefusedAsync("E-PKG-NOT-FOUND", "Acme.Drivers.Widgets@1.0.0", "Acme.Drivers.Widgets@3.0.0", feed);
        await RefusedAsync("E-PKG-VERSION", "Acme.Drivers.Widgets@1.0.0", "Acme.Drivers.Widgets@new", feed);
    }

    [Fact]
    public async Task Assemblies_are_compared_without_their_packages()
    {
        var (old, @new) = (Path.Combine(Folder, "old.dll"), Path.Combine(Folder, "new.dll"));
        await File.WriteAllBytesAsync(old, DriverPackages.Compile(WidgetDriver.Source, "1.0.0").Assembly, Cancel);
        await File.WriteAllBytesAsync(@new, DriverPackages.Compile(Changes.Of("IAC0101").ApplyTo(WidgetDriver.Source), "1.0.1").Assembly, Cancel);

        var report = await CompareAsync(old, @new);

        Assert.Equal(["IAC0101"], report.Findings.Select(finding => finding.Rule.Id));
        Assert.Contains("no recorded exchanges", Assert.Single(report.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assembly_that_is_no_driver_or_no_assembly_is_said()
    {
        var file = Path.Combine(Folder, "helper.dll");
        await File.WriteAllBytesAsync(file, DriverPackages.CompileHelper("Acme.Helper", "public class Helper { }"), Cancel);
        await RefusedAsync("E-CPT-ASSEMBLY", file, DriverPackages.Pack(Folder));

        await File.WriteAllTextAsync(file, "no assembly", Cancel);
        await RefusedAsync("E-CPT-ASSEMBLY", file, DriverPackages.Pack(Folder));
    }

    [Fact]
    public async Task Path_out_of_the_package_is_refused()
    {
        var file = DriverPackages.Pack(Folder, "1.1.0");
        using (var archive = System.IO.Compression.ZipFile.Open(file, System.IO.Compression.ZipArchiveMode.Update))
            archive.CreateEntry("../outside.txt");

        await RefusedAsync("E-PKG-TRAVERSAL", DriverPackages.Pack(Folder), file);
    }
}
