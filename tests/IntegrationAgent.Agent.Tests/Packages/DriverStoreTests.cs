using System.Security.Cryptography;
using IntegrationAgent.Agent.Packages;

namespace IntegrationAgent.Agent.Tests.Packages;

public sealed class DriverStoreTests : StoreFixture
{
    [Fact]
    public async Task Add_installs_the_driver_with_its_closure_and_locks_every_hash()
    {
        PackageBuilder.Driver().DependsOn("Acme.Core", "[1.0,2.0)").DependsOn("IntegrationAgent.Driver.Abstractions", "1.0.0").DependsOn("System.Memory", "4.5.3").WriteTo(Feed);
        foreach (var version in new[] { "0.9.0", "1.1.0", "1.5.0", "2.0.0" })
            new PackageBuilder("Acme.Core", version).Add("lib/netstandard2.0/Acme.Core.dll", PackageBuilder.Compile("Acme.Core", "")).WriteTo(Feed);

        var driver = await AddAsync();

        Assert.Equal(("widgets", "Acme.Drivers.Widgets", "1.2.0"), (driver.DriverId, driver.PackageId, driver.Version));
        Assert.Equal(["Acme.Drivers.Widgets 1.2.0", "Acme.Core 1.1.0"], driver.Packages.Select(package => $"{package.Id} {package.Version}"));
        Assert.Equal(Convert.ToBase64String(SHA512.HashData(File.ReadAllBytes(Path.Combine(Feed, "Acme.Drivers.Widgets.1.2.0.nupkg")))), driver.Sha512);
        Assert.Equal([".intagent/driver.json", "README.md", "examples/list.cs", "lib/Acme.Core.dll", "lib/Acme.Drivers.Widgets.dll"], driver.Files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal("Widgets", driver.Manifest.DisplayName);
        Assert.Equal("# Widgets", File.ReadAllText(driver.ReadmePath!));
        Assert.Equal(["examples/list.cs"], driver.Examples);
        Assert.True(File.Exists(driver.EntryAssembly));
        await driver.VerifyFilesAsync(Cancel);
        Assert.Equal([driver.ContentSha256], (await Store.VerifyAsync(Cancel)).Select(each => each.ContentSha256));
    }

    [Fact]
    public async Task Reading_a_driver_loads_none_of_its_code()
    {
        PackageBuilder.Driver(id: "Acme.Drivers.NeverLoaded").WriteTo(Feed);

        var driver = await AddAsync("Acme.Drivers.NeverLoaded");

        Assert.Equal("widgets", driver.Manifest.Id);
        Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(), assembly => assembly.GetName().Name == "Acme.Drivers.NeverLoaded");
    }

    [Fact]
    public async Task Stored_files_cannot_be_written_by_accident()
    {
        PackageBuilder.Driver().WriteTo(Feed);

        var driver = await AddAsync();

        Assert.All(driver.Files.Keys, path => Assert.True(new FileInfo(Path.Combine(driver.Root, path)).Attributes.HasFlag(FileAttributes.ReadOnly)));
    }

    [Theory]
    [InlineData(null, "1.10.0")]
    [InlineData("1.2.0", "1.2.0")]
    [InlineData("[1.0,1.10)", "1.9.0")]
    [InlineData("2.0.0-beta.1", "2.0.0-beta.1")]
    public async Task Add_chooses_the_version_that_was_asked_for(string? asked, string expected)
    {
        foreach (var version in new[] { "1.2.0", "1.9.0", "1.10.0", "2.0.0-beta.1" })
            PackageBuilder.Driver(version: version).WriteTo(Feed);

        Assert.Equal(expected, (await AddAsync(version: asked)).Version);
    }

    [Fact]
    public async Task Adding_another_version_replaces_the_first()
    {
        PackageBuilder.Driver(version: "1.0.0").WriteTo(Feed);
        PackageBuilder.Driver(version: "2.0.0").Add("examples/more.cs", "//").WriteTo(Feed);
        var first = await AddAsync(version: "1.0.0");

        var second = await AddAsync(version: "2.0.0");

        Assert.Equal("2.0.0", Store.Get("widgets").Version);
        Assert.Equal([second.ContentSha256], InstalledFolders());
        Assert.NotEqual(first.ContentSha256, second.ContentSha256);
    }

    [Fact]
    public async Task Remove_takes_the_driver_out_of_lock_and_store()
    {
        PackageBuilder.Driver().WriteTo(Feed);
        await AddAsync();

        await Store.RemoveAsync("widgets", Cancel);

        Assert.Empty(Store.List());
        Assert.Empty(InstalledFolders());
        Assert.Equal("E-PKG-NOT-INSTALLED", Assert.Throws<AgentException>(() => Store.Get("Acme.Drivers.Widgets")).Code);
    }

    [Fact]
    public async Task What_one_workspace_removes_from_a_shared_store_stays_for_the_other()
    {
        PackageBuilder.Driver().WriteTo(Feed);
        var shared = Path.Combine(Root, "shared");
        var stores = new[] { "one", "two" }.Select(name => new DriverStore(new DriverStoreOptions { Workspace = Path.Combine(Root, name), StoreFolder = shared })).ToList();
        foreach (var store in stores)
            await store.AddAsync(new AddDriverRequest { PackageId = "Acme.Drivers.Widgets", Feeds = [Feed] }, Cancel);

        await stores[0].RemoveAsync("widgets", Cancel);

        Assert.Empty(stores[0].List());
        Assert.Single(await stores[1].VerifyAsync(Cancel));
    }

    [Fact]
    public async Task A_store_that_cannot_be_written_is_named()
    {
        PackageBuilder.Driver().WriteTo(Feed);
        Directory.CreateDirectory(Path.GetDirectoryName(StorePath)!);
        await File.WriteAllTextAsync(StorePath, "a file where the store should be", Cancel);

        var refusal = await Assert.ThrowsAsync<AgentException>(() => AddAsync());

        Assert.Equal("E-PKG-STORE", refusal.Code);
        Assert.Contains(StorePath, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_processes_adding_at_once_both_end_in_the_lock()
    {
        PackageBuilder.Driver().WriteTo(Feed);
        PackageBuilder.Driver(id: "Acme.Drivers.Gadgets", driverId: "gadgets").WriteTo(Feed);
        var other = new DriverStore(new DriverStoreOptions { Workspace = Workspace });

        await Task.WhenAll(
            Task.Run(() => AddAsync(), Cancel),
            Task.Run(() => other.AddAsync(new AddDriverRequest { PackageId = "Acme.Drivers.Gadgets", Feeds = [Feed] }, Cancel), Cancel));

        Assert.Equal(["gadgets", "widgets"], Store.List().Select(driver => driver.DriverId));
        await Store.VerifyAsync(Cancel);
    }

    [Fact]
    public async Task Search_offers_the_highest_version_of_driver_packages_only()
    {
        PackageBuilder.Driver(version: "1.0.0").WriteTo(Feed);
        PackageBuilder.Driver(version: "1.1.0").WriteTo(Feed);
        PackageBuilder.Driver(version: "2.0.0-beta").WriteTo(Feed);
        new PackageBuilder("Acme.Widgets.Tools", "1.0.0").WriteTo(Feed);
        File.WriteAllText(Path.Combine(Feed, "broken.nupkg"), "no archive");

        var stable = await Store.SearchAsync("widgets", [Feed], cancellationToken: Cancel);
        var all = await Store.SearchAsync("", [Feed], prerelease: true, Cancel);

        Assert.Equal(["Acme.Drivers.Widgets 1.1.0"], stable.Select(result => $"{result.PackageId} {result.Version}"));
        Assert.Equal(["Acme.Drivers.Widgets 2.0.0-beta"], all.Select(result => $"{result.PackageId} {result.Version}"));
    }
}
