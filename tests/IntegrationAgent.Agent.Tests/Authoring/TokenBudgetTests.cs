using IntegrationAgent.Agent.Authoring.Model;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.Workspaces;
using Microsoft.ML.Tokenizers;

namespace IntegrationAgent.Agent.Tests.Authoring;

public class TokenBudgetTests
{
    private const int Budget = 6_000;

    [Fact]
    public async Task A_model_reads_at_most_six_thousand_tokens_before_it_proposes_code()
    {
        await using var bench = await AuthoringBench.OrgAsync();
        var model = new ScriptedModel(
            ModelScripts.Call("discover", """{"connection":"salesforce","method":"list_objects","object":"Lead"}"""),
            ModelScripts.Call("discover", """{"connection":"salesforce","method":"get_fields","object":"Lead"}"""),
            ModelScripts.Call("discover", """{"connection":"salesforce","method":"profile","object":"Lead","fields":["LeadSource","Acquisition_Channel__c"]}"""),
            ModelScripts.Call("ask_user", """{"item":"fields","question":"Which field says how they got to us?","choices":[{"value":"LeadSource","label":"Lead Source"},{"value":"Acquisition_Channel__c","label":"How did you hear about us?"}]}"""),
            ModelScripts.Call("fill_sheet", ModelScripts.Sheet),
            ModelScripts.Call("propose_script", ModelScripts.Proposal(ModelScripts.Script)));
        var author = new ModelAuthor(model, new ModelSettings { Provider = "openai", Model = "m" }, bench.Ground, bench.Host.Store.Audit, new SecretScrubber());

        var result = await author.AuthorAsync(ModelScripts.Request, new ScriptedDialog("LeadSource", "yes"), TestContext.Current.CancellationToken);

        Assert.NotEmpty(result.Script);
        var tokenizer = TiktokenTokenizer.CreateForEncoding("o200k_base");
        var tools = PromptLibrary.Tools().Sum(tool => tokenizer.CountTokens($"{tool.Name} {tool.Description} {tool.JsonSchema.GetRawText()}"));
        var parts = model.Sent[^1].SelectMany(message => message.Contents.Select(content => (Role: message.Role.Value, Tokens: tokenizer.CountTokens(ModelCalls.TextOf(content))))).ToList();
        var total = tools + parts.Sum(part => part.Tokens);
        TestContext.Current.SendDiagnosticMessage("tokens before code (o200k): {0} = tools {1}, {2}", total, tools, string.Join(", ", parts.Select(part => $"{part.Role} {part.Tokens}")));
        TestContext.Current.TestOutputHelper?.WriteLine($"tokens before code (o200k): {total} = tools {tools}, {string.Join(", ", parts.Select(part => $"{part.Role} {part.Tokens}"))}");
        Assert.InRange(total, 1_000, Budget);
    }
}
