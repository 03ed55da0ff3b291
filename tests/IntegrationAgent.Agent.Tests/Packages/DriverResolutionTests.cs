namespace IntegrationAgent.Agent.Tests.Packages;

public sealed class DriverResolutionTests : StoreFixture
{
    private static byte[] Empty(string name) => PackageBuilder.Compile(name, "");

    [Fact]
    public async Task A_dependency_gets_the_lowest_version_that_everything_accepts()
    {
        PackageBuilder.Driver().DependsOn("Acme.Core", "1.0.0").DependsOn("Acme.Http", "1.0.0").WriteTo(Feed);
        new PackageBuilder("Acme.Http", "1.0.0").DependsOn("Acme.Core", "1.2.0").Add("lib/net8.0/Acme.Http.dll", Empty("Acme.Http")).WriteTo(Feed);
        foreach (var version in new[] { "1.0.0", "1.2.0", "1.4.0" })
            new PackageBuilder("Acme.Core", version).Add("lib/net8.0/Acme.Core.dll", Empty("Acme.Core")).WriteTo(Feed);

        var driver = await AddAsync();

        Assert.Contains(driver.Packages, package => package is { Id: "Acme.Core", Version: "1.2.0" });
    }

    [Fact]
    public async Task Dependencies_that_contradict_each_other_are_refused()
    {
        PackageBuilder.Driver().DependsOn("Acme.Core", "[1.0.0]").DependsOn("Acme.Http", "1.0.0").WriteTo(Feed);
        new PackageBuilder("Acme.Http", "1.0.0").DependsOn("Acme.Core", "[2.0.0]").WriteTo(Feed);
        new PackageBuilder("Acme.Core", "1.0.0").WriteTo(Feed);
        new PackageBuilder("Acme.Core", "2.0.0").WriteTo(Feed);

        var refusal = await RefusedAsync("E-PKG-CONFLICT");

        Assert.Contains("Acme.Http needs [2.0.0", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_that_no_feed_holds_is_named_with_what_there_is()
    {
        PackageBuilder.Driver(version: "1.2.0").WriteTo(Feed);

        Assert.Contains("Acme.Drivers.Wigdets", (await RefusedAsync("E-PKG-NOT-FOUND", "Acme.Drivers.Wigdets")).Message, StringComparison.Ordinal);
        Assert.Contains("There are: 1.2.0", (await RefusedAsync("E-PKG-NOT-FOUND", version: "9.9.9")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_dependency_is_named_with_what_needs_it()
    {
        PackageBuilder.Driver().DependsOn("Acme.Gone", "1.0.0").WriteTo(Feed);

        Assert.Contains("needed by Acme.Drivers.Widgets", (await RefusedAsync("E-PKG-NOT-FOUND")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_is_none_is_refused() => await RefusedAsync("E-PKG-VERSION", version: "newest");

    [Fact]
    public async Task The_first_feed_that_knows_a_package_is_the_one_it_comes_from()
    {
        var second = Directory.CreateDirectory(Path.Combine(Root, "second")).FullName;
        PackageBuilder.Driver(version: "1.0.0").WriteTo(Feed);
        PackageBuilder.Driver(version: "99.0.0").WriteTo(second);

        Assert.Equal("1.0.0", (await AddAsync(feeds: [Feed, second])).Version);
    }

    [Fact]
    public async Task The_contract_is_never_taken_from_a_package()
    {
        PackageBuilder.Driver().Add("lib/net10.0/IntegrationAgent.Driver.Abstractions.dll", Empty("IntegrationAgent.Driver.Abstractions")).WriteTo(Feed);

        var driver = await AddAsync();

        Assert.DoesNotContain("lib/IntegrationAgent.Driver.Abstractions.dll", driver.Files.Keys);
    }

    [Fact]
    public async Task Only_files_for_this_framework_and_machine_are_taken()
    {
        var other = OperatingSystem.IsLinux() ? "win-x64" : "linux-x64";
        PackageBuilder.Driver()
            .Add("lib/net8.0/Acme.Old.dll", Empty("Acme.Old"))
            .Add("build/Acme.Drivers.Widgets.targets", "<Project />")
            .Add("buildTransitive/Acme.Drivers.Widgets.props", "<Project />")
            .Add("tools/install.ps1", "rm -rf /")
            .Add("analyzers/dotnet/cs/Evil.dll", Empty("Evil"))
            .Add("contentFiles/cs/any/Evil.cs", "")
            .Add($"runtimes/{other}/native/widget.so", "native")
            .Add("runtimes/any/lib/net10.0/Acme.Any.dll", Empty("Acme.Any"))
            .WriteTo(Feed);

        var driver = await AddAsync();

        Assert.Equal(["lib/Acme.Any.dll", "lib/Acme.Drivers.Widgets.dll"], driver.Files.Keys.Where(path => path.StartsWith("lib/", StringComparison.Ordinal)));
        Assert.DoesNotContain(driver.Files.Keys, path => path.Contains("build", StringComparison.Ordinal) || path.Contains("tools", StringComparison.Ordinal) || path.Contains("Evil", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_packages_with_one_file_name_are_refused()
    {
        PackageBuilder.Driver().DependsOn("Acme.A", "1.0.0").DependsOn("Acme.B", "1.0.0").WriteTo(Feed);
        new PackageBuilder("Acme.A", "1.0.0").Add("lib/net8.0/Shared.dll", Empty("Shared")).WriteTo(Feed);
        new PackageBuilder("Acme.B", "1.0.0").Add("lib/net8.0/Shared.dll", Empty("Shared")).WriteTo(Feed);

        await RefusedAsync("E-PKG-CONFLICT");
    }
}
