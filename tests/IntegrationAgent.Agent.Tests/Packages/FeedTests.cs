using System.Net;
using System.Net.Sockets;
using IntegrationAgent.Agent.Packages;

namespace IntegrationAgent.Agent.Tests.Packages;

public sealed class FeedTests : StoreFixture
{
    [Fact]
    public async Task A_feed_that_is_down_is_named_with_what_to_do()
    {
        var address = $"http://127.0.0.1:{UnusedPort()}/v3/index.json";

        var refusal = await RefusedAsync("E-PKG-FEED", feeds: address);

        Assert.Equal(ExitCode.Connection, refusal.ExitCode);
        Assert.Contains(address, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("refused", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--feed", refusal.NextAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_that_answers_nothing_is_given_up_after_the_limit()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var store = new DriverStore(new DriverStoreOptions { Workspace = Workspace, FeedTimeout = TimeSpan.FromMilliseconds(500) });

        var refusal = await Assert.ThrowsAsync<AgentException>(() => store.AddAsync(
            new AddDriverRequest { PackageId = "Acme.Drivers.Widgets", Feeds = [$"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/v3/index.json"] },
            Cancel));

        Assert.Equal("E-PKG-FEED", refusal.Code);
    }

    [Fact]
    public async Task A_feed_that_fails_is_named()
    {
        await using var server = new FakeFeed(Feed) { Failing = true };

        Assert.Contains("500", (await RefusedAsync("E-PKG-FEED", feeds: server.Address)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_named() => await RefusedAsync("E-PKG-FEED", feeds: Path.Combine(Root, "nowhere"));

    [Fact]
    public async Task Plain_http_over_the_network_is_refused() => await RefusedAsync("E-PKG-FEED-INSECURE", feeds: "http://feed.example/v3/index.json");

    [Fact]
    public async Task Installed_drivers_are_there_while_the_feed_is_down()
    {
        PackageBuilder.Driver().WriteTo(Feed);
        await AddAsync();
        Directory.Delete(Feed, recursive: true);

        await Store.VerifyAsync(Cancel);

        Assert.Equal("1.2.0", Store.Get("widgets").Version);
    }

    [Fact]
    public async Task A_driver_and_its_closure_come_over_http()
    {
        PackageBuilder.Driver().DependsOn("Acme.Core", "1.0.0").WriteTo(Feed);
        new PackageBuilder("Acme.Core", "1.0.0").Add("lib/net8.0/Acme.Core.dll", PackageBuilder.Compile("Acme.Core", "")).WriteTo(Feed);
        await using var server = new FakeFeed(Feed);

        var driver = await AddAsync(feeds: server.Address);

        Assert.Equal(["Acme.Drivers.Widgets", "Acme.Core"], driver.Packages.Select(package => package.Id));
        await driver.VerifyFilesAsync(Cancel);
    }

    [Fact]
    public async Task Search_over_http_asks_for_driver_packages()
    {
        PackageBuilder.Driver().WriteTo(Feed);
        await using var server = new FakeFeed(Feed);

        var found = await Store.SearchAsync("widgets", [server.Address], cancellationToken: Cancel);

        Assert.Equal(["Acme.Drivers.Widgets"], found.Select(result => result.PackageId));
        Assert.Contains(server.Queries, query => query.Contains("packageType=IntegrationAgentDriver", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_search_that_knows_no_types_of_packages_is_named()
    {
        await using var server = new FakeFeed(Feed) { HasTypes = false };

        var refusal = await Assert.ThrowsAsync<AgentException>(() => Store.SearchAsync("widgets", [server.Address], cancellationToken: Cancel));

        Assert.Equal("E-PKG-FEED", refusal.Code);
        Assert.Contains("name the package in full", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_local_feed_is_found_from_below_and_says_when_there_is_none()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Root, "artifacts", "feed")).FullName;
        var below = Directory.CreateDirectory(Path.Combine(Root, "src", "x", "bin")).FullName;
        Assert.Equal("E-PKG-FEED", Assert.Throws<AgentException>(() => LocalFeed.Open(folder)).Code);
        File.WriteAllText(Path.Combine(folder, "feed.json"), """{ "version": "1.0.0-dev.habc", "packages": ["A"] }""");

        var found = LocalFeed.Find(below);

        Assert.Equal((folder, "1.0.0-dev.habc"), (found.Folder, found.Version));
    }

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
