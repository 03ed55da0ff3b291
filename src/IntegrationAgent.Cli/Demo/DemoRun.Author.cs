using System.Text.Json.Nodes;
using IntegrationAgent.Agent.Authoring;
using IntegrationAgent.Agent.Planning;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Commands;
using IntegrationAgent.Cli.Terminal;
using IntegrationAgent.Cli.Views;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace IntegrationAgent.Cli.Demo;

/// <summary>Steps 3 to 5: the sentence, what is open, the script, its checks, its plan.</summary>
internal sealed partial class DemoRun
{
    private const int ShownRecords = 3;

    private async Task AuthorAsync(CancellationToken cancellationToken)
    {
        Step(3, "The request");
        var request = options.Request ?? Sentence();
        screen.Text($"“{request}”", 4);
        session.Result["request"] = request;

        Step(4, "What is open");
        var since = Time.GetTimestamp();
        var dialog = options.Interactive
            ? new ShownDialog(screen, new TerminalDialog(session), "")
            : new ShownDialog(screen, new BestChoiceDialog(), "the choice that the org's data supports best");
        var result = await Authors.AskAsync(session, new AuthoringRequest { Text = request, Owner = session.User }, dialog, cancellationToken).ConfigureAwait(false);
        Took("author", since);
        integration = result.Sheet.Integration;
        targetObject = result.Sheet.Target?.Object ?? "";
        if (dialog.Asked.Count == 0)
            screen.Done("nothing: discovery answers every question");
        AuthoringView.WriteSheet(screen, result);
        session.Result["integration"] = integration;
        session.Result["sheet"] = CliJson.Node(result.Sheet);
        session.Result["questions"] = new JsonArray([.. dialog.Asked.Select(one => (JsonNode)new JsonObject
        {
            ["item"] = one.Question.Item,
            ["text"] = one.Question.Text,
            ["choices"] = CliJson.Array(one.Question.Choices),
            ["answer"] = one.Answer,
        })]);
    }

    /// <summary>The usual sentence, about what this org calls its records.</summary>
    private string Sentence()
    {
        var things = simulator.SourceObject == "Lead" ? "leads" : Plural();
        return $"I want to sync {things} from Salesforce to the warehouse: name, email, how they got to us. Only the last 30 days.";

        string Plural()
        {
            var org = OrgDefinition.Load(options.OrgFile!);
            var label = org.Objects.FirstOrDefault(one => one.Name == simulator.SourceObject)?.LabelPlural;
            return (label ?? simulator.SourceObject).ToLowerInvariant();
        }
    }

    private async Task CheckAndPlanAsync(CancellationToken cancellationToken)
    {
        Step(5, "The script, its checks, its plan");
        var script = host.Workspace.Integration(integration).ReadScript();
        var body = ScriptBindings.Body(script);
        screen.Code(body);
        screen.Text($"… and {Show.Count(Lines(script) - Lines(body))} lines of bindings, generated from what discovery found", 4, Tone.Dim);
        screen.Line();
        var report = await service.CheckAsync(integration, cancellationToken).ConfigureAwait(false);
        CheckView.Write(screen, report);
        session.Result["check"] = CheckView.ToJson(report);
        var since = Time.GetTimestamp();
        var plan = await service.DryRunAsync(integration, options.Seed, null, cancellationToken).ConfigureAwait(false);
        Took("dryRun", since);
        foreach (var section in PlanSections.Of(plan).Where(section => section.Columns is not ["line", ..]))
            PlanView.Write(screen, Shortened(section));
        session.Result["plan"] = CliJson.Node(plan);
        session.Result["planDigest"] = plan.Digest;
    }

    /// <summary>The records of a sample up to the third; everything else as it is.</summary>
    private static PlanSection Shortened(PlanSection section)
    {
        if (!section.Columns.Contains("before", StringComparer.Ordinal))
            return section;
        var records = 0;
        var rows = section.Rows.TakeWhile(row => row[0].Length == 0 || ++records <= ShownRecords).ToList();
        return new PlanSection { Title = section.Title, Lines = section.Lines, Columns = section.Columns, Rows = rows, Code = section.Code, Warning = section.Warning };
    }

    private static int Lines(string text) => text.Split('\n').Length;
}
