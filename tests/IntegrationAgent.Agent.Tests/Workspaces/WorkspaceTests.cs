using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Tests.State;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.Tests.Workspaces;

public sealed class WorkspaceTests : IDisposable
{
    private readonly TemporaryWorkspace workspace = new();

    public void Dispose() => workspace.Dispose();

    [Fact]
    public void A_new_workspace_opens_and_is_careful_by_default()
    {
        var opened = Workspace.Open(workspace.Root);

        Assert.Equal("test", opened.Configuration.Name);
        var policy = opened.Configuration.Policy;
        Assert.Equal((false, false, ValueEgress.Masked, SignaturePolicy.Warn), (policy.SingleUser, policy.AllowDelete, policy.Values, policy.Signatures));
        Assert.Equal("guided", opened.Configuration.Model.Provider);
        Assert.Empty(opened.Integrations());
        Assert.Contains(".env", File.ReadAllLines(workspace.Paths.GitIgnore));
        Assert.Contains(".intagent/", File.ReadAllLines(workspace.Paths.GitIgnore));
    }

    [Fact]
    public void Saving_and_opening_keeps_every_member()
    {
        var changed = workspace.Workspace.Configuration with
        {
            Feeds = ["artifacts/feed"],
            Policy = new WorkspacePolicy { SingleUser = true, AllowDelete = true, Values = ValueEgress.SchemaOnly, Signatures = SignaturePolicy.Require, Caps = new WorkspaceCaps { MaxDeletes = 5 } },
            Model = new ModelSettings { Provider = "openai", Model = "m", BaseUrl = "http://localhost:1", Temperature = 0.5, MaxCost = 1.5m },
        };
        workspace.Workspace.Save(changed);

        var opened = Workspace.Open(workspace.Root).Configuration;

        Assert.Equal(changed with { Feeds = opened.Feeds }, opened);
        Assert.Equal(changed.Feeds, opened.Feeds);
        Assert.NotEqual(new WorkspacePolicy().Digest, opened.Policy.Digest);
        Assert.Equal(changed.Policy.Digest, opened.Policy.Digest);
    }

    [Fact]
    public void What_the_file_leaves_out_has_its_default()
    {
        File.WriteAllText(workspace.Paths.Configuration, "{\"name\":\"x\",\"policy\":{\"singleUser\":true,\"caps\":{\"maxDeletes\":5}}}");

        var opened = Workspace.Open(workspace.Root).Configuration;

        Assert.Equal(new WorkspacePolicy { SingleUser = true, Caps = new WorkspaceCaps { MaxDeletes = 5 } }, opened.Policy);
        Assert.Equal((new ModelSettings(), new SandboxSettings(), new AuditSettings()), (opened.Model, opened.Sandbox, opened.Audit));
    }

    [Fact]
    public void Creating_where_one_is_refuses_and_keeps_it() => Fails("E-WSP-EXISTS", () => Workspace.Create(workspace.Root, new WorkspaceConfiguration { Name = "other" }));

    [Fact]
    public void A_folder_without_a_workspace_says_how_to_make_one()
    {
        var exception = Fails("E-WSP-NONE", () => Workspace.Open(Path.GetTempPath()));

        Assert.Contains("intagent init", exception.NextAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("intagent.json", "E-WSP-CONFIG-MISSING")]
    [InlineData("connections.json", "E-WSP-INCOMPLETE")]
    [InlineData("drivers.lock.json", "E-WSP-INCOMPLETE")]
    [InlineData("integrations", "E-WSP-INCOMPLETE")]
    [InlineData(".gitignore", "E-WSP-INCOMPLETE")]
    public void A_missing_piece_is_named_and_all_but_the_configuration_come_back(string piece, string code)
    {
        var path = Path.Combine(workspace.Root, piece);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        else
            File.Delete(path);

        var exception = Fails(code, () => Workspace.Open(workspace.Root));
        Assert.Contains(piece, exception.Message + exception.NextAction, StringComparison.Ordinal);

        if (code == "E-WSP-INCOMPLETE")
        {
            var (_, repaired) = Workspace.Repair(workspace.Root);
            Assert.Equal(piece, Assert.Single(repaired).TrimEnd('/'));
            Workspace.Open(workspace.Root);
        }
    }

    [Fact]
    public void A_gitignore_that_would_publish_secrets_is_refused_and_repaired_without_loss()
    {
        File.WriteAllText(workspace.Paths.GitIgnore, "bin/\n.intagent/");

        Assert.Contains(".env", Fails("E-WSP-INCOMPLETE", () => Workspace.Open(workspace.Root)).Message, StringComparison.Ordinal);
        Workspace.Repair(workspace.Root);

        Assert.Equal("bin/", File.ReadAllLines(workspace.Paths.GitIgnore)[0]);
        Workspace.Open(workspace.Root);
    }

    [Fact]
    public async Task A_store_without_its_key_is_refused()
    {
        await using (await workspace.OpenAsync())
        {
        }

        File.Delete(workspace.Paths.Key);

        Fails("E-SEC-KEY-MISSING", () => Workspace.Open(workspace.Root));
        await StateSamples.RefusedAsync("E-SEC-KEY-MISSING", () => workspace.OpenAsync());
    }

    [Theory]
    [InlineData("{", "$")]
    [InlineData("{\"name\":\"x\",\"policy\":{\"singelUser\":true}}", "policy")]
    [InlineData("{\"name\":\"x\",\"policy\":{\"signatures\":\"maybe\"}}", "signatures")]
    [InlineData("{\"name\":\"x\",\"version\":2}", "version")]
    [InlineData("{\"name\":\"x\",\"sandbox\":{\"kind\":\"none\"}}", "sandbox.kind")]
    [InlineData("{\"name\":\"x\",\"policy\":{\"caps\":{\"maxDeletes\":-1}}}", "policy.caps")]
    public void A_configuration_that_does_not_hold_is_named_at_its_place(string text, string place)
    {
        File.WriteAllText(workspace.Paths.Configuration, text);

        Assert.Contains(place, Fails("E-WSP-CONFIG", () => Workspace.Open(workspace.Root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_program_keeps_is_for_its_owner_only()
    {
        await using (await workspace.OpenAsync())
        {
        }

        if (OperatingSystem.IsWindows())
            return;
        const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(ReadWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(workspace.Paths.Private));
        foreach (var file in (string[])[workspace.Paths.Key, workspace.Paths.AuditKey, workspace.Paths.StateDatabase])
            Assert.Equal(ReadWrite, File.GetUnixFileMode(file));
        File.SetUnixFileMode(workspace.Paths.Key, ReadWrite | UnixFileMode.GroupRead);
        await StateSamples.RefusedAsync("E-SEC-KEY-MODE", () => workspace.OpenAsync());
    }

    [Fact]
    public async Task A_store_of_a_newer_form_is_refused()
    {
        await using (await workspace.OpenAsync())
        {
        }

        SqliteEdit.Run(workspace, "PRAGMA user_version = 1000");

        await StateSamples.RefusedAsync(StateErrorCodes.Version, () => workspace.OpenAsync());
    }

    [Fact]
    public async Task A_store_that_is_no_database_is_refused()
    {
        await using (await workspace.OpenAsync())
        {
        }

        await File.WriteAllTextAsync(workspace.Paths.StateDatabase, new string('x', 8192), TestContext.Current.CancellationToken);

        await StateSamples.RefusedAsync(StateErrorCodes.Unavailable, () => workspace.OpenAsync());
    }

    [Theory]
    [InlineData("36 35 98:0 / / rw - ext4 /dev/root rw|40 36 0:50 / /home rw - nfs4 server:/home rw", "/home/ada/w/state.db", "nfs4")]
    [InlineData("36 35 98:0 / / rw - ext4 /dev/root rw|40 36 0:50 / /home rw - nfs4 server:/home rw", "/homework/state.db", "ext4")]
    [InlineData("36 35 98:0 / / rw - ext4 /dev/root rw|40 36 0:50 / /my\\040disk rw shared:1 - fuse.sshfs x rw", "/my disk/state.db", "fuse.sshfs")]
    [InlineData("40 36 0:50 / /data rw - nfs x rw|41 36 0:51 / /data rw - xfs y rw", "/data/state.db", "xfs")]
    public void The_file_system_of_a_path_is_that_of_its_nearest_mount(string mounts, string path, string type) =>
        Assert.Equal(type, LocalFileSystem.FromMounts(path, mounts.Split('|')));

    [Fact]
    public void Every_version_of_a_script_is_kept_by_its_hash()
    {
        var integration = workspace.Workspace.Integration("lead-sync");
        var first = integration.WriteScript("// one\n");
        var second = integration.WriteScript("// two\n");
        integration.WriteScript("// one\n");
        File.WriteAllText(integration.Paths.Script, "// edited\n");
        var edited = integration.KeepPresentVersion();

        Assert.Equal(new[] { first, second, edited }.Order(), integration.Versions());
        Assert.Equal("// two\n", integration.ReadVersion(second));
        Assert.Null(integration.ReadVersion("../../../etc/passwd"));
        Assert.Equal("lead-sync", Assert.Single(workspace.Workspace.Integrations()).Name);

        var path = Path.Combine(integration.Paths.Versions, second + ".cs");
        File.Delete(path);
        File.WriteAllText(path, "// forged\n");
        Fails("E-WSP-VERSION", () => integration.ReadVersion(second));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("Lead")]
    [InlineData("")]
    public void An_integrations_name_cannot_lead_elsewhere(string name) => Fails("E-WSP-INTEGRATION-NAME", () => workspace.Workspace.Integration(name));

    [Fact]
    public void The_workspace_of_a_folder_inside_is_found()
    {
        var inside = Directory.CreateDirectory(Path.Combine(workspace.Paths.Integrations, "x")).FullName;

        Assert.Equal(workspace.Root, Workspace.FindRoot(inside));
    }

    private static AgentException Fails(string code, Action act)
    {
        var exception = Assert.Throws<AgentException>(act);
        Assert.Equal(code, exception.Code);
        return exception;
    }
}
