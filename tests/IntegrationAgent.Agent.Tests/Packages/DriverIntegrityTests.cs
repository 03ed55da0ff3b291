using IntegrationAgent.Agent.Packages;

namespace IntegrationAgent.Agent.Tests.Packages;

public sealed class DriverIntegrityTests : StoreFixture
{
    private async Task<InstalledDriver> InstallAsync()
    {
        PackageBuilder.Driver().WriteTo(Feed);
        return await AddAsync();
    }

    private static async Task<AgentException> TamperedAsync(InstalledDriver driver)
    {
        var refusal = await Assert.ThrowsAsync<AgentException>(() => driver.VerifyFilesAsync(Cancel));
        Assert.Equal("E-PKG-TAMPERED", refusal.Code);
        return refusal;
    }

    [Theory]
    [InlineData("lib/Acme.Drivers.Widgets.dll")]
    [InlineData(".intagent/driver.json")]
    [InlineData("README.md")]
    [InlineData("examples/list.cs")]
    public async Task One_changed_byte_in_the_store_is_found_before_loading(string file)
    {
        var driver = await InstallAsync();

        Tamper(Path.Combine(driver.Root, file));

        Assert.Contains(file, (await TamperedAsync(driver)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_added_file_in_the_store_is_found()
    {
        var driver = await InstallAsync();
        var lib = Path.Combine(driver.Root, "lib");
        MakeWritable(lib);

        File.WriteAllText(Path.Combine(lib, "Planted.dll"), "");

        Assert.Contains("Planted.dll was added", (await TamperedAsync(driver)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_replaced_by_a_link_to_the_same_bytes_is_found()
    {
        var driver = await InstallAsync();
        var path = Path.Combine(driver.Root, "README.md");
        var elsewhere = Path.Combine(Root, "README.md");
        File.Copy(path, elsewhere);
        MakeWritable(driver.Root);
        File.Delete(path);

        File.CreateSymbolicLink(path, elsewhere);

        Assert.Contains("is a link", (await TamperedAsync(driver)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_file_in_the_store_is_found()
    {
        var driver = await InstallAsync();
        MakeWritable(driver.Root);

        File.Delete(Path.Combine(driver.Root, "README.md"));

        Assert.Contains("README.md is missing", (await TamperedAsync(driver)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_workspace_whose_store_is_gone_says_so_and_restores_exactly_what_is_locked()
    {
        var driver = await InstallAsync();
        PackageBuilder.Driver(version: "3.0.0").WriteTo(Feed);
        StoreFolder.Delete(driver.Root);

        Assert.Equal("E-PKG-STORE-MISSING", Assert.Throws<AgentException>(() => Store.Get("widgets")).Code);
        Assert.Equal("E-PKG-STORE-MISSING", (await Assert.ThrowsAsync<AgentException>(() => Store.VerifyAsync(Cancel))).Code);
        var restored = await Store.RestoreAsync(cancellationToken: Cancel);

        Assert.Equal(["1.2.0"], restored.Select(each => each.Version));
        Assert.Equal(driver.ContentSha256, Store.Get("widgets").ContentSha256);
        await Store.VerifyAsync(Cancel);
    }

    [Fact]
    public async Task Restore_replaces_damaged_files_and_leaves_whole_ones_alone()
    {
        var driver = await InstallAsync();
        Assert.Empty(await Store.RestoreAsync(cancellationToken: Cancel));
        Tamper(driver.EntryAssembly);

        Assert.Single(await Store.RestoreAsync(cancellationToken: Cancel));

        await driver.VerifyFilesAsync(Cancel);
    }

    [Fact]
    public async Task A_package_that_changed_under_its_version_is_refused()
    {
        var driver = await InstallAsync();
        PackageBuilder.Driver().Add("examples/new.cs", "// slipped in").WriteTo(Feed);

        Assert.Equal("E-PKG-LOCK-MISMATCH", (await Assert.ThrowsAsync<AgentException>(() => AddAsync())).Code);
        StoreFolder.Delete(driver.Root);
        Assert.Equal("E-PKG-LOCK-MISMATCH", (await Assert.ThrowsAsync<AgentException>(() => Store.RestoreAsync(cancellationToken: Cancel))).Code);
    }

    [Theory]
    [InlineData("{ \"lockVersion\": 1, \"drivers\": [ {")]
    [InlineData("")]
    [InlineData("{ \"lockVersion\": 99, \"drivers\": [] }")]
    [InlineData("null")]
    public async Task A_lock_that_cannot_be_read_is_an_error_and_is_left_alone(string content)
    {
        await InstallAsync();
        var path = Path.Combine(Workspace, "drivers.lock.json");
        File.WriteAllText(path, content);

        Assert.Equal("E-PKG-LOCK-INVALID", Assert.Throws<AgentException>(() => Store.List()).Code);
        Assert.Equal("E-PKG-LOCK-INVALID", (await Assert.ThrowsAsync<AgentException>(() => AddAsync())).Code);
        Assert.Equal(content, File.ReadAllText(path));
    }

    [Fact]
    public async Task A_lock_that_points_out_of_the_store_is_refused()
    {
        var driver = await InstallAsync();
        var path = Path.Combine(Workspace, "drivers.lock.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace($"\"contentSha256\": \"{driver.ContentSha256}\"", "\"contentSha256\": \"../../elsewhere\"", StringComparison.Ordinal));

        Assert.Equal("E-PKG-LOCK-INVALID", Assert.Throws<AgentException>(() => Store.Get("widgets")).Code);
    }

    [Fact]
    public async Task What_an_interrupted_installation_left_is_no_hindrance()
    {
        PackageBuilder.Driver().WriteTo(Feed);
        var left = Directory.CreateDirectory(Path.Combine(StorePath, ".work", "files", "lib")).FullName;
        File.WriteAllText(Path.Combine(left, "Acme.Drivers.Widgets.dll"), "half");

        var driver = await AddAsync();

        await driver.VerifyFilesAsync(Cancel);
        Assert.Equal([driver.ContentSha256], InstalledFolders());
    }

    [Fact]
    public async Task A_manifest_that_was_changed_together_with_the_lock_still_differs_from_the_assembly()
    {
        var driver = await InstallAsync();
        var manifest = Path.Combine(driver.Root, DriverPackage.ManifestPath);
        MakeWritable(manifest);
        File.WriteAllText(manifest, PackageBuilder.Manifest("widgets", members: "\"egress\":[\"evil.example\"]"));
        var files = await StoreFolder.HashAsync(driver.Root, Cancel);
        var lockPath = Path.Combine(Workspace, "drivers.lock.json");
        var text = File.ReadAllText(lockPath)
            .Replace(driver.Files[DriverPackage.ManifestPath], files[DriverPackage.ManifestPath], StringComparison.Ordinal);
        File.WriteAllText(lockPath, text);

        Assert.Contains("manifest", (await TamperedAsync(Store.Get("widgets"))).Message, StringComparison.Ordinal);
    }
}
