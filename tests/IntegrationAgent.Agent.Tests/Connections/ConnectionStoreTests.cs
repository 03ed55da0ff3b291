using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.Tests.State;

namespace IntegrationAgent.Agent.Tests.Connections;

public sealed class ConnectionStoreTests : IDisposable
{
    private readonly TemporaryWorkspace workspace = new();
    private readonly SecretScrubber scrubber = new();

    private ConnectionStore Store => workspace.Workspace.Connections(scrubber);

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_connection_is_kept_replaced_and_removed()
    {
        Store.Save(Definition("warehouse", ("path", "a.db")));
        Store.Save(Definition("crm", ("loginUrl", "https://login.example.org")));
        Store.Save(Definition("warehouse", ("path", "b.db")));

        Assert.Equal(["crm", "warehouse"], Store.List().Select(connection => connection.Name));
        Assert.Equal("b.db", Store.Require("warehouse").Settings["path"]);
        Assert.True(Store.Remove("crm"));
        Assert.False(Store.Remove("crm"));
        Assert.Null(Store.Find("crm"));
    }

    [Fact]
    public void An_unknown_connection_names_those_that_there_are()
    {
        Assert.Contains("intagent connect", Fails("E-CON-UNKNOWN", () => Store.Require("crm")).NextAction, StringComparison.Ordinal);
        Store.Save(Definition("warehouse"));
        Assert.Contains("warehouse", Fails("E-CON-UNKNOWN", () => Store.Require("crm")).NextAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1crm")]
    [InlineData("../crm")]
    [InlineData("crm crm")]
    public void A_name_that_could_mislead_is_refused(string name) => Fails("E-CON-NAME", () => Store.Save(Definition(name)));

    [Theory]
    [InlineData("clientSecret", "anything")]
    [InlineData("comment", "it is canary-secret-value")]
    public void A_credential_among_the_settings_is_refused_and_not_written(string name, string value)
    {
        scrubber.Add("SF_TOKEN", "canary-secret-value");

        var exception = Fails("E-CON-SECRET", () => Store.Save(Definition("crm", (name, value))));

        Assert.DoesNotContain("canary", exception.Message, StringComparison.Ordinal);
        Assert.Empty(Store.List());
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{\"version\":1,\"conections\":[]}")]
    public void A_file_that_cannot_be_understood_is_named(string text)
    {
        File.WriteAllText(workspace.Paths.Connections, text);

        Assert.Contains("connections.json", Fails("E-WSP-CONNECTIONS", () => Store.List()).Message, StringComparison.Ordinal);
    }

    private static ConnectionDefinition Definition(string name, params (string Name, string Value)[] settings) =>
        new() { Name = name, DriverId = "sqlite", Settings = settings.ToDictionary(setting => setting.Name, setting => setting.Value) };

    private static AgentException Fails(string code, Action act)
    {
        var exception = Assert.Throws<AgentException>(act);
        Assert.Equal(code, exception.Code);
        return exception;
    }
}
