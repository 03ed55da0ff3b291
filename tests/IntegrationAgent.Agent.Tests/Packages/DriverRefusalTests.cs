using IntegrationAgent.Agent.Packages;

namespace IntegrationAgent.Agent.Tests.Packages;

public sealed class DriverRefusalTests : StoreFixture
{
    private const int UnixSymlink = unchecked((int)0xA1FF0000);

    [Fact]
    public async Task A_package_without_the_package_type_is_no_driver()
    {
        var package = PackageBuilder.Driver();
        package.IsDriver = false;
        package.WriteTo(Feed);

        await RefusedAsync("E-PKG-NOT-A-DRIVER");
    }

    [Fact]
    public async Task A_package_whose_assemblies_carry_no_manifest_is_no_driver()
    {
        new PackageBuilder("Acme.Drivers.Widgets", "1.0.0") { IsDriver = true }
            .Add("lib/net10.0/Acme.Drivers.Widgets.dll", PackageBuilder.Compile("Acme.Drivers.Widgets", ""))
            .Add(".intagent/driver.json", PackageBuilder.Manifest("widgets"))
            .WriteTo(Feed);

        await RefusedAsync("E-PKG-NOT-A-DRIVER");
    }

    [Fact]
    public async Task A_package_with_two_drivers_is_refused()
    {
        var other = $"[assembly: IntegrationAgent.Driver.DriverManifest({System.Text.Json.JsonSerializer.Serialize(PackageBuilder.Manifest("other"))})]";
        PackageBuilder.Driver().Add("lib/net10.0/Acme.Other.dll", PackageBuilder.Compile("Acme.Other", other)).WriteTo(Feed);

        await RefusedAsync("E-PKG-TWO-DRIVERS");
    }

    [Fact]
    public async Task A_driver_that_depends_on_a_driver_is_refused()
    {
        PackageBuilder.Driver().DependsOn("Acme.Drivers.Base", "1.0.0").WriteTo(Feed);
        PackageBuilder.Driver(id: "Acme.Drivers.Base", version: "1.0.0", driverId: "base").WriteTo(Feed);

        await RefusedAsync("E-PKG-TWO-DRIVERS");
    }

    [Fact]
    public async Task A_second_package_with_the_id_of_an_installed_driver_is_refused()
    {
        PackageBuilder.Driver().WriteTo(Feed);
        PackageBuilder.Driver(id: "Evil.Drivers.Widgets").WriteTo(Feed);
        await AddAsync();

        var refusal = await Assert.ThrowsAsync<AgentException>(() => AddAsync("Evil.Drivers.Widgets"));

        Assert.Equal("E-PKG-DRIVER-ID", refusal.Code);
        Assert.Equal("Acme.Drivers.Widgets", Store.Get("widgets").PackageId);
    }

    [Theory]
    [InlineData("../../evil.dll")]
    [InlineData("examples/../../../evil.cs")]
    [InlineData("/etc/evil")]
    [InlineData("examples\\..\\evil.cs")]
    [InlineData("examples/%2e%2e/%2e%2e/evil.cs")]
    [InlineData("C:/evil.dll")]
    [InlineData("examples/a\nb.cs")]
    public async Task An_entry_that_leaves_its_folder_refuses_the_package(string name)
    {
        PackageBuilder.Driver().Add(name, "evil").WriteTo(Feed);

        await RefusedAsync("E-PKG-TRAVERSAL");
        Assert.Empty(Directory.EnumerateFiles(Root, "evil*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_link_in_a_package_is_refused()
    {
        PackageBuilder.Driver().Add("examples/passwd", "/etc/passwd", UnixSymlink).WriteTo(Feed);

        await RefusedAsync("E-PKG-LINK");
    }

    [Theory]
    [InlineData("examples/list.cs")]
    [InlineData("examples/LIST.cs")]
    public async Task A_file_that_is_in_the_package_twice_refuses_it(string name)
    {
        PackageBuilder.Driver().Add(name, "// another").WriteTo(Feed);

        await RefusedAsync("E-PKG-DUPLICATE");
    }

    [Fact]
    public async Task A_bomb_is_refused_by_its_ratio()
    {
        PackageBuilder.Driver().Add("examples/zeros.csv", new byte[8 * 1024 * 1024]).WriteTo(Feed);

        await RefusedAsync("E-PKG-BOMB");
    }

    [Fact]
    public async Task A_file_that_unpacks_to_more_than_the_archive_says_is_refused()
    {
        var package = PackageBuilder.Driver().Add("examples/lie.txt", new string('x', 4000)).Build();
        SayThatItIsSmall(package, "examples/lie.txt", 4000, 10);
        File.WriteAllBytes(Path.Combine(Feed, "Acme.Drivers.Widgets.1.2.0.nupkg"), package);

        var refusal = await Assert.ThrowsAsync<AgentException>(() => AddAsync());

        Assert.Contains(refusal.Code, new[] { "E-PKG-BOMB", "E-PKG-ARCHIVE" });
        Assert.Empty(InstalledFolders());
    }

    [Fact]
    public async Task Too_many_entries_are_refused()
    {
        var package = PackageBuilder.Driver();
        for (var i = 0; i <= PackageEntryRules.MostEntries; i++)
            package.Add($"docs/{i}", "");
        package.WriteTo(Feed);

        await RefusedAsync("E-PKG-BOMB");
    }

    [Fact]
    public async Task A_file_that_is_no_archive_is_refused()
    {
        File.WriteAllText(Path.Combine(Feed, "Acme.Drivers.Widgets.1.2.0.nupkg"), "no archive");

        var refusal = await Assert.ThrowsAsync<AgentException>(() => AddAsync());

        Assert.Contains(refusal.Code, new[] { "E-PKG-ARCHIVE", "E-PKG-FEED" });
    }

    [Fact]
    public async Task A_manifest_file_that_differs_from_the_assembly_is_refused()
    {
        PackageBuilder.Driver().Remove(".intagent/driver.json").Add(".intagent/driver.json", PackageBuilder.Manifest("widgets", members: "\"summary\":\"harmless\"")).WriteTo(Feed);

        await RefusedAsync("E-PKG-MANIFEST");
    }

    [Theory]
    [InlineData("2.0")]
    [InlineData("1.99")]
    [InlineData("")]
    [InlineData("soon")]
    public async Task A_contract_that_this_program_does_not_run_is_refused(string contract)
    {
        PackageBuilder.Driver(contract: contract).WriteTo(Feed);

        await RefusedAsync("E-PKG-CONTRACT");
    }

    [Fact]
    public async Task An_unsigned_package_is_refused_where_signatures_are_required_and_said_otherwise()
    {
        PackageBuilder.Driver().WriteTo(Feed);

        await RefusedAsync("E-PKG-SIGNATURE", signatures: SignaturePolicy.Require);
        Assert.Equal("unsigned", (await AddAsync()).Packages[0].Signature);
        Assert.Equal("off", (await AddAsync(signatures: SignaturePolicy.Off)).Packages[0].Signature);
    }

    [Fact]
    public async Task A_malformed_signature_counts_as_an_error_where_signatures_are_required()
    {
        PackageBuilder.Driver().Add(".signature.p7s", "not a signature").WriteTo(Feed);

        var refusal = await RefusedAsync("E-PKG-SIGNATURE", signatures: SignaturePolicy.Require);

        Assert.Contains("invalid", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Writes a smaller length into the archive's directory, where readers look first.</summary>
    private static void SayThatItIsSmall(byte[] archive, string name, int length, int lie)
    {
        const int lengthBeforeName = 22;
        var text = System.Text.Encoding.UTF8.GetBytes(name);
        var at = archive.AsSpan().LastIndexOf(text);
        Assert.Equal(length, BitConverter.ToInt32(archive, at - lengthBeforeName));
        BitConverter.TryWriteBytes(archive.AsSpan(at - lengthBeforeName), lie);
    }
}
