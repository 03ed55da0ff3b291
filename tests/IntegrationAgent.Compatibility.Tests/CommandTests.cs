using System.Text.Json;
using IntegrationAgent.Cli.App;

namespace IntegrationAgent.Compatibility.Tests;

/// <summary>The two commands as they are typed.</summary>
public sealed class CommandTests : PackageFolder
{
    [Fact]
    public async Task Compat_of_an_equal_driver_ends_with_0_and_writes_every_form()
    {
        var (old, @new) = (DriverPackages.Pack(Folder), DriverPackages.Pack(Folder, "1.0.1"));

        var (code, output, error) = await RunAsync("driver", "compat", old, @new, "--markdown", "out/compat.md", "--sarif", "out/compat.sarif", "--report", "out/compat.json");

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("1.0.0 → 1.0.1", output, StringComparison.Ordinal);
        Assert.StartsWith("# Acme.Drivers.Widgets: 1.0.0 → 1.0.1\n", await File.ReadAllTextAsync(Path.Combine(Folder, "out", "compat.md"), Cancel), StringComparison.Ordinal);
        Assert.Contains("\"2.1.0\"", await File.ReadAllTextAsync(Path.Combine(Folder, "out", "compat.sarif"), Cancel), StringComparison.Ordinal);
        using var report = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Folder, "out", "compat.json"), Cancel));
        Assert.True(report.RootElement.GetProperty("verdict").GetProperty("enough").GetBoolean());
    }

    [Fact]
    public async Task Compat_of_a_step_too_small_ends_with_1_and_says_so_in_json()
    {
        var (code, output, error) = await RunAsync("driver", "compat", DriverPackages.Pack(Folder), DriverPackages.Pack(Folder, "1.0.1", Changes.Of("IAC0235").ApplyTo(WidgetDriver.Source)), "--json");

        Assert.Equal(1, code);
        Assert.Contains("E-CPT-STEP", error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(output);
        Assert.Equal("IAC0235", json.RootElement.GetProperty("report").GetProperty("findings")[0].GetProperty("rule").GetString());
    }

    [Fact]
    public async Task Compat_of_nothing_that_can_be_compared_ends_with_2()
    {
        var package = DriverPackages.Pack(Folder);

        var (code, _, error) = await RunAsync("driver", "compat", package, package);

        Assert.Equal(2, code);
        Assert.Contains("E-CPT-SAME", error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("driver", "compat", package)).Code);
        Assert.Equal(2, (await RunAsync("driver", "compat", "none.nupkg", package)).Code);
    }

    [Fact]
    public async Task Verify_of_a_good_package_ends_with_0_and_of_a_bad_one_with_1()
    {
        var (code, output, error) = await RunAsync("driver", "verify", DriverPackages.Pack(Folder));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("capabilities", output, StringComparison.Ordinal);

        (code, output, error) = await RunAsync("driver", "verify", DriverPackages.Pack(Folder, change: (files, _) => files.Remove("README.md")), "--json");
        Assert.Equal(1, code);
        Assert.Contains("E-VFY-README", error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(output);
        Assert.False(json.RootElement.GetProperty("verification").GetProperty("passed").GetBoolean());

        Assert.Equal(2, (await RunAsync("driver", "verify", "none.nupkg")).Code);
    }

    [Theory]
    [InlineData("IntegrationAgent.Drivers.Salesforce")]
    [InlineData("IntegrationAgent.Drivers.Sqlite")]
    public async Task Own_drivers_pass_their_verification(string id)
    {
        var feed = Path.Combine(Testing.RepositoryRoot.Path, "artifacts", "feed");
        var built = Agent.Packages.LocalFeed.Open(feed);

        var (code, output, error) = await RunAsync("driver", "verify", Path.Combine(feed, $"{id}.{built.Version}.nupkg"), "--feed", feed);

        Assert.True(code == 0, output + error);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var code = await CliApplication.RunAsync(
            arguments,
            new CliEnvironment { Input = TextReader.Null, Output = output, Error = error, Variables = new Dictionary<string, string>(), CurrentFolder = Folder, UserName = "somebody" },
            Cancel);
        return (code, output.ToString(), error.ToString());
    }
}
