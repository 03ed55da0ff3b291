using System.Text.Json;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.Tests.State;

namespace IntegrationAgent.Agent.Tests.Secrets;

public sealed class SecretSourceTests : IDisposable
{
    private readonly TemporaryWorkspace workspace = new();
    private readonly SecretScrubber scrubber = new();
    private readonly Dictionary<string, string> environment = [];

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void The_connections_own_name_wins_then_the_environment()
    {
        Env("CRM_EU__SF_CLIENT_SECRET=file-own-value\nSF_CLIENT_SECRET=file-plain-value\nOTHER=file-other-value");
        Assert.Equal("file-own-value", Source().Require("crm-eu", "SF_CLIENT_SECRET").Reveal());
        Assert.Equal("file-plain-value", Source().Require("crm-us", "SF_CLIENT_SECRET").Reveal());

        environment["SF_CLIENT_SECRET"] = "environment-plain";
        Assert.Equal("file-own-value", Source().Require("crm-eu", "SF_CLIENT_SECRET").Reveal());
        environment["CRM_EU__SF_CLIENT_SECRET"] = "environment-own";
        Assert.Equal("environment-own", Source().Require("crm-eu", "SF_CLIENT_SECRET").Reveal());
        environment["CRM_EU__SF_CLIENT_SECRET"] = "";
        Assert.Equal("file-own-value", Source().Require("crm-eu", "SF_CLIENT_SECRET").Reveal());
    }

    [Fact]
    public void A_missing_credential_names_the_variable_to_set()
    {
        var exception = Assert.Throws<AgentException>(() => Source().Require("crm-eu", "SF_CLIENT_SECRET"));

        Assert.Equal(("E-SEC-MISSING", ExitCode.Connection), (exception.Code, exception.ExitCode));
        Assert.Contains("CRM_EU__SF_CLIENT_SECRET", exception.NextAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_secret_that_was_found_is_known_to_the_scrubber_and_does_not_print()
    {
        environment["SF_TOKEN"] = "canary-secret-value";

        var secret = Source().Require("crm", "SF_TOKEN");

        Assert.Equal("[secret SF_TOKEN]", scrubber.Scrub("canary-secret-value"));
        Assert.DoesNotContain("canary", $"{secret} {JsonSerializer.Serialize(secret)}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_rolled_secret_is_found_at_the_next_call_and_the_old_one_stays_known()
    {
        environment["SF_TOKEN"] = "first-secret-value";
        var source = Source();
        source.Require("crm", "SF_TOKEN");
        environment["SF_TOKEN"] = "second-secret-value";

        Assert.Equal("second-secret-value", source.Require("crm", "SF_TOKEN").Reveal());
        Assert.Equal("[secret SF_TOKEN] [secret SF_TOKEN]", scrubber.Scrub("first-secret-value second-secret-value"));
    }

    [Fact]
    public void A_setting_is_found_alike_and_is_no_secret()
    {
        Env("CRM__SF_LOGIN_URL=https://login.example.org");

        Assert.Equal("https://login.example.org", Source().FindSetting("crm", "SF_LOGIN_URL"));
        Assert.False(scrubber.Contains("https://login.example.org"));
    }

    [Fact]
    public void Seeding_teaches_what_is_secret_by_name_only()
    {
        Env("CRM__SF_PASSWORD=from-the-file\nCRM__SF_USER=integration-user");

        Source().SeedScrubber([new("ANTHROPIC_API_KEY", "from-the-environment"), new("PWD", "/home/ada/work"), new("LANG", "en_US.UTF-8")]);

        Assert.Equal(
            "[secret CRM__SF_PASSWORD] [secret ANTHROPIC_API_KEY] integration-user /home/ada/work en_US.UTF-8",
            scrubber.Scrub("from-the-file from-the-environment integration-user /home/ada/work en_US.UTF-8"));
    }

    private SecretSource Source() => workspace.Workspace.Secrets(scrubber, environment.GetValueOrDefault);

    private void Env(string text)
    {
        File.WriteAllText(workspace.Paths.DotEnv, text);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(workspace.Paths.DotEnv, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
