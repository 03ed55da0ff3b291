using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Authoring;
using IntegrationAgent.Agent.Authoring.Dialog;
using IntegrationAgent.Agent.Authoring.Model;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.Tests.State;
using IntegrationAgent.Agent.Workspaces;
using Microsoft.Extensions.AI;

namespace IntegrationAgent.Agent.Tests.Authoring;

public class ModelAuthorTests
{
    private const string Canary = "canary-9f31-secret-value";
    private readonly SecretScrubber scrubber = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_fills_the_sheet_repairs_its_script_and_every_call_is_in_the_audit()
    {
        using var workspace = new TemporaryWorkspace();
        await using var store = await workspace.OpenAsync();
        var model = new ScriptedModel(
            ModelScripts.Call("discover", """{"connection":"salesforce","method":"get_fields","object":"Lead"}"""),
            ModelScripts.Call("propose_script", ModelScripts.Proposal(ModelScripts.Script)),
            ModelScripts.Call("fill_sheet", ModelScripts.Sheet),
            ModelScripts.Call("propose_script", ModelScripts.Proposal(ModelScripts.Script.Replace("lead.Email", "lead.Emial", StringComparison.Ordinal))),
            ModelScripts.Call("propose_script", ModelScripts.Proposal(ModelScripts.Script)));
        var dialog = new ScriptedDialog("yes");

        var result = await new ModelAuthor(model, new ModelSettings { Provider = "openai", Model = "m" }, new FakeGround(), store.Audit, scrubber).AuthorAsync(ModelScripts.Request, dialog, Token);

        Assert.Equal("lead-sync", result.Sheet.Integration);
        Assert.Contains("// bindings:", result.Script, StringComparison.Ordinal);
        Assert.Equal("requirements", Assert.Single(dialog.Asked).Item);
        var answers = model.Sent[^1].SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(content => (string)content.Result!).ToList();
        Assert.StartsWith("E-REQ-OPEN", answers[1], StringComparison.Ordinal);
        Assert.Contains("read Lead: ", answers[2], StringComparison.Ordinal);
        Assert.Contains("Email", answers[3], StringComparison.Ordinal);
        Assert.StartsWith("(", answers[3], StringComparison.Ordinal);
        var calls = await store.Audit.ReadAsync(new AuditQuery { Type = AuditEventTypes.ModelCall }, Token);
        Assert.Equal(10, calls.Count);
        Assert.All(calls, call => Assert.DoesNotContain("LeadSource", call.Canonical, StringComparison.Ordinal));
        Assert.Equal(PromptLibrary.Digest, calls[0].Event.Data["prompts"]);
    }

    [Fact]
    public async Task A_secret_in_the_request_never_reaches_the_model()
    {
        scrubber.Add("SF_CLIENT_SECRET", Canary);
        var model = new ScriptedModel(new ChatMessage(ChatRole.Assistant, "no"));

        await Assert.ThrowsAsync<AgentException>(() => AskAsync(model, new FakeGround(), new AuthoringRequest { Text = $"sync leads, the password is {Canary}" }));

        Assert.DoesNotContain(Canary, model.LastText, StringComparison.Ordinal);
        Assert.Contains("[secret SF_CLIENT_SECRET]", model.LastText, StringComparison.Ordinal);
    }

    [Fact]
    public Task A_secret_that_was_taken_out_is_recorded_once_and_without_it() => WithStoreAsync(async store =>
    {
        scrubber.Add("SF_CLIENT_SECRET", Canary);
        var calls = new ModelCalls(new ScriptedModel(new ChatMessage(ChatRole.Assistant, "no")), new ModelSettings { Provider = "openai", Model = "m" }, store.Audit, scrubber, "lead-sync");
        List<ChatMessage> conversation = [new(ChatRole.User, "hello"), new(ChatRole.Tool, [new FunctionResultContent("1", $"the password is {Canary}")])];

        await calls.AskAsync(conversation, new ChatOptions(), Token);
        conversation.Add(new(ChatRole.User, "and now?"));
        await calls.AskAsync(conversation, new ChatOptions(), Token);

        var echo = Assert.Single(await store.Audit.ReadAsync(new AuditQuery { Type = AuditEventTypes.SecretEcho }, Token));
        Assert.Equal(("lead-sync", "model", "tool", "taken out"), (echo.Event.Subject, echo.Event.Data["sink"], echo.Event.Data["place"], echo.Event.Data["became"]));
        Assert.DoesNotContain(Canary, echo.Canonical, StringComparison.Ordinal);
        return true;
    });

    [Fact]
    public async Task Budgets_end_a_request_with_a_code()
    {
        var model = new ScriptedModel(ModelScripts.Call("check_script", """{"script":"x"}"""));

        var tokens = await Assert.ThrowsAsync<AgentException>(() => AskAsync(model, new FakeGround(), settings: new ModelSettings { Provider = "openai", Model = "m", MaxTokens = 250 }));
        var calls = await Assert.ThrowsAsync<AgentException>(() => AskAsync(model, new FakeGround()));
        var price = await Assert.ThrowsAsync<AgentException>(() => AskAsync(model, new FakeGround(), settings: new ModelSettings { Provider = "openai", Model = "m", MaxCost = 1 }));

        Assert.Equal(("E-MDL-BUDGET", "E-MDL-BUDGET", "E-MDL-PRICE"), (tokens.Code, calls.Code, price.Code));
        Assert.Equal(3 + ModelCalls.MaxCalls, model.Sent.Count);
    }

    [Fact]
    public async Task A_repair_budget_that_is_used_up_asks_the_user()
    {
        var model = new ScriptedModel(ModelScripts.Call("fill_sheet", ModelScripts.Sheet), ModelScripts.Call("propose_script", ModelScripts.Proposal("System.IO.File.ReadAllText(\"/etc/passwd\");")));
        var dialog = new ScriptedDialog("yes", "stop");

        var error = await Assert.ThrowsAsync<AgentException>(() => AskAsync(model, new FakeGround(), dialog: dialog));

        Assert.Equal(("E-MDL-REPAIR", "repair"), (error.Code, dialog.Asked[^1].Item));
    }

    [Fact]
    public async Task A_user_who_does_not_agree_with_the_sheet_is_heard()
    {
        var model = new ScriptedModel(
            ModelScripts.Call("fill_sheet", ModelScripts.Sheet),
            ModelScripts.Call("propose_script", ModelScripts.Proposal(ModelScripts.Script)),
            ModelScripts.Call("fill_sheet", ModelScripts.Sheet.Replace("lead_source", "origin", StringComparison.Ordinal)),
            ModelScripts.Call("propose_script", ModelScripts.Proposal(ModelScripts.Script.Replace("LeadSource = ", "Origin = ", StringComparison.Ordinal))));
        var dialog = new ScriptedDialog("call the column origin", "yes");

        var result = await AskAsync(model, new FakeGround(), dialog: dialog);

        Assert.Contains(result.Sheet.Fields, field => field.TargetField == "origin");
        Assert.Equal(2, dialog.Asked.Count);
    }

    [Fact]
    public async Task No_tool_approves_or_runs_and_the_document_lists_them()
    {
        var names = PromptLibrary.ToolNames;
        var document = await File.ReadAllTextAsync(Path.Combine(Testing.RepositoryRoot.Path, "docs", "agent-orchestration-blueprint.md"), Token);

        Assert.Equal(["describe", "read_doc", "find_example", "discover", "ask_user", "fill_sheet", "propose_script", "check_script", "dry_run"], names);
        var table = document[document.IndexOf("<!-- tools -->", StringComparison.Ordinal)..document.IndexOf("<!-- /tools -->", StringComparison.Ordinal)];
        Assert.Equal(names, table.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]));
        var files = document[document.IndexOf("<!-- prompts -->", StringComparison.Ordinal)..document.IndexOf("<!-- /prompts -->", StringComparison.Ordinal)];
        Assert.All(PromptLibrary.Names, name => Assert.Contains($"`{name}`", files, StringComparison.Ordinal));
        Assert.Contains("<!-- version 1 -->", PromptLibrary.Read("system.md"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_tool_a_wrong_connection_and_broken_arguments_are_answered_with_codes()
    {
        var model = new ScriptedModel(
            ModelScripts.Call("approve", "{}"),
            ModelScripts.Call("discover", """{"connection":"admin","method":"get_fields","object":"Lead"}"""),
            new ChatMessage(ChatRole.Assistant, [new FunctionCallContent("x", "fill_sheet", null) { Exception = new System.Text.Json.JsonException() }]),
            new ChatMessage(ChatRole.Assistant, "I give up"));

        var error = await Assert.ThrowsAsync<AgentException>(() => AskAsync(model, new FakeGround()));

        Assert.Equal("E-MDL-REFUSED", error.Code);
        Assert.Contains("E-TOOL-UNKNOWN", model.LastText, StringComparison.Ordinal);
        Assert.Contains("E-CON-UNKNOWN", model.LastText, StringComparison.Ordinal);
        Assert.Contains("E-TOOL-ARGUMENTS", model.LastText, StringComparison.Ordinal);
    }

    internal static Task<AuthoringResult> AskAsync(IChatClient model, FakeGround ground, AuthoringRequest? request = null, ModelSettings? settings = null, IDialog? dialog = null, SecretScrubber? scrubber = null) =>
        WithStoreAsync(store => new ModelAuthor(model, settings ?? new ModelSettings { Provider = "openai", Model = "m" }, ground, store.Audit, scrubber ?? new SecretScrubber())
            .AuthorAsync(request ?? ModelScripts.Request, dialog ?? new ScriptedDialog("yes"), Token));

    private Task<AuthoringResult> AskAsync(IChatClient model, FakeGround ground, AuthoringRequest request) => AskAsync(model, ground, request, null, null, scrubber);

    private static async Task<T> WithStoreAsync<T>(Func<Agent.State.IStateStore, Task<T>> action)
    {
        using var workspace = new TemporaryWorkspace();
        await using var store = await workspace.OpenAsync();
        return await action(store);
    }
}
