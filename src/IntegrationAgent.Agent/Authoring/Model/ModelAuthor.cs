using System.Text;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Authoring.Dialog;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.Workspaces;
using Microsoft.Extensions.AI;

namespace IntegrationAgent.Agent.Authoring.Model;

/// <summary>
/// Lets a model fill the sheet and write the script, through tools that look, ask and check and nothing else. What it may propose is bounded by the sheet, which
/// the user confirms; how long it may try is bounded by budgets.
/// </summary>
public sealed class ModelAuthor(IChatClient client, ModelSettings settings, IAuthoringGround ground, IAuditLog audit, SecretScrubber scrubber) : IAuthor
{
    private const int MaxToolCalls = 8;
    private const int MaxIdle = 2;
    private const int MaxCards = 3;

    /// <inheritdoc />
    public async Task<AuthoringResult> AuthorAsync(AuthoringRequest request, IDialog dialog, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var interview = new Interview(dialog);
        var name = request.Integration ?? "request-" + CanonicalJson.Hash(Encoding.UTF8.GetBytes(request.Text))[..8];
        var tools = new ModelTools(ground, interview, new RequirementsSheet { Integration = name, Request = request.Text.Trim(), Owner = request.Owner }, request.Integration is not null);
        var calls = new ModelCalls(client, settings, audit, scrubber, name);
        var messages = Start(tools, request);
        var options = new ChatOptions { ModelId = settings.Model, Temperature = (float?)settings.Temperature, Tools = [.. PromptLibrary.Tools()], MaxOutputTokens = 8_192 };
        var (idle, extended) = (0, false);
        while (tools.Accepted is null)
        {
            var response = await calls.AskAsync(messages, options, cancellationToken).ConfigureAwait(false);
            if (response.FinishReason == ChatFinishReason.ContentFilter)
                throw ModelErrors.Refused();
            messages.AddRange(response.Messages);
            var wanted = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToList();
            if (wanted.Count == 0)
            {
                if (++idle > MaxIdle)
                    throw ModelErrors.Refused();
                messages.Add(new ChatMessage(ChatRole.User, "Go on with a tool. To ask the user something, use ask_user."));
                continue;
            }

            idle = 0;
            messages.Add(new ChatMessage(ChatRole.Tool, await AnswersAsync(tools, wanted, cancellationToken).ConfigureAwait(false)));
            if (tools.Accepted is null && tools.Repairs >= (extended ? 2 : 1) * ModelTools.MaxRepairs)
            {
                if (extended || !await GoOnAsync(interview, cancellationToken).ConfigureAwait(false))
                    throw ModelErrors.Repair();
                extended = true;
            }
        }

        var sheet = tools.Sheet with { Questions = interview.Answered };
        return new AuthoringResult { Sheet = sheet, Script = tools.Accepted };
    }

    /// <summary>What a model gets before anything else: role, workflow, rules, the cards of the drivers, the sheet, the request.</summary>
    internal List<ChatMessage> Start(ModelTools tools, AuthoringRequest request)
    {
        var system = new StringBuilder(PromptLibrary.Read("system.md").Trim());
        system.Append("\n\n# Connections\n");
        var systems = ground.Systems();
        var spoken = systems.Where(one => Mentions(request.Text, one)).ToList();
        foreach (var one in spoken.Count >= 2 ? spoken : systems.Take(MaxCards))
            system.Append('\n').Append(ManifestCard.Card(one.Manifest, one.Name));
        if (spoken.Count >= 2 ? systems.Count > spoken.Count : systems.Count > MaxCards)
            system.Append("\nAll connections: ").Append(string.Join(", ", systems.Select(one => one.Name))).Append('\n');
        system.Append("\n# Requirements sheet\n").Append(tools.SheetText()).Append('\n');
        return [new ChatMessage(ChatRole.System, system.ToString()), new ChatMessage(ChatRole.User, ThirdParty.Short(request.Text, 4_000))];
    }

    private static bool Mentions(string request, SystemDescription system) =>
        request.Contains(system.Name, StringComparison.OrdinalIgnoreCase) || request.Contains(system.Manifest.DisplayName, StringComparison.OrdinalIgnoreCase);

    private static async Task<List<AIContent>> AnswersAsync(ModelTools tools, List<FunctionCallContent> wanted, CancellationToken cancellationToken)
    {
        var answers = new List<AIContent>();
        foreach (var call in wanted)
        {
            var answer = answers.Count < MaxToolCalls && tools.Accepted is null
                ? await tools.CallAsync(call, cancellationToken).ConfigureAwait(false)
                : "E-TOOL-LIMIT: not done; at most 8 calls at once.";
            answers.Add(new FunctionResultContent(call.CallId, answer));
        }

        return answers;
    }

    private static async Task<bool> GoOnAsync(Interview interview, CancellationToken cancellationToken) => await interview.AskAsync(
        new Question
        {
            Item = "repair",
            Text = "The model has not written a script that passes its check. Should it try again?",
            Choices = [new QuestionChoice("stop", "Stop"), new QuestionChoice("again", "Try again")],
            Default = "stop",
        },
        null,
        cancellationToken).ConfigureAwait(false) == "again";

    internal static string NameOf(string target) => string.Concat(Guided.Words.Singular(Guided.Words.Snake(target)).Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')).Trim('-') + "-sync";
}
