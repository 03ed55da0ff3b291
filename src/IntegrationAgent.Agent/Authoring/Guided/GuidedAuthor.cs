using System.Text.RegularExpressions;
using IntegrationAgent.Agent.Authoring.Dialog;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Authoring.Guided;

/// <summary>
/// Fills the requirements sheet without a model: reads the sentence, finds what it names in the systems, states what it assumes, asks only what is really open,
/// and writes the script from a template. It says what it cannot do.
/// </summary>
public sealed partial class GuidedAuthor(IAuthoringGround ground) : IAuthor
{
    /// <inheritdoc />
    public async Task<AuthoringResult> AuthorAsync(AuthoringRequest request, IDialog dialog, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(dialog);
        if (string.IsNullOrWhiteSpace(request.Text))
            throw new AgentException("E-AUT-REQUEST", "There is no request.", "Say what is to be synced: intagent ask \"sync leads from Salesforce to the warehouse: name, email\"", ExitCode.Usage);
        var (interview, defaults, cannot) = (new Interview(dialog), new List<string>(), new List<string>());
        var read = RequestReader.Read(request.Text);
        cannot.AddRange(read.Unread.Select(part => $"I did not understand '{ThirdParty.Short(part, 120)}'."));

        var finder = new SystemFinder(ground, interview);
        var from = await finder.ConnectionAsync("source connection", read.Source, null, cancellationToken).ConfigureAwait(false);
        var to = await finder.ConnectionAsync("target connection", read.Target, from.Name, cancellationToken).ConfigureAwait(false);
        var found = await finder.SourceObjectAsync(from, read.Object, cancellationToken).ConfigureAwait(false);
        var source = await ground.GetFieldsAsync(from.Name, found.Name, cancellationToken).ConfigureAwait(false);
        var key = TargetPlanner.SourceKey(source);

        var phrases = await PhrasesAsync(read, source, key, interview, cancellationToken).ConfigureAwait(false);
        var chooser = new FieldChooser(ground, from.Name, source, interview, defaults);
        await chooser.PrepareAsync(phrases, cancellationToken).ConfigureAwait(false);
        if (chooser.Records == 0)
        {
            if (await finder.InsteadOfEmptyAsync(from, read.Object, source, cancellationToken).ConfigureAwait(false) is { } other)
            {
                source = await ground.GetFieldsAsync(from.Name, other, cancellationToken).ConfigureAwait(false);
                key = TargetPlanner.SourceKey(source);
                chooser = new FieldChooser(ground, from.Name, source, interview, defaults);
                await chooser.PrepareAsync(phrases, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                defaults.Add($"{source.Name} has no records now; there is nothing to write yet.");
            }
        }

        var planner = new TargetPlanner(ground, interview, defaults);
        var (targetObject, existing) = await planner.ObjectAsync(to, read, source, cancellationToken).ConfigureAwait(false);
        var fields = new List<FieldMapping> { await planner.KeyAsync(from, to, source, key, targetObject, existing, cancellationToken).ConfigureAwait(false) };
        foreach (var phrase in phrases)
        {
            if (await chooser.ChooseAsync(phrase, cancellationToken).ConfigureAwait(false) is not { } chosen)
                cannot.Add($"'{ThirdParty.Short(phrase)}' is left out, as you said.");
            else if (chosen.Path == key.Name)
                continue;
            else if (await planner.ColumnAsync(phrase, chosen, existing, [.. fields.Select(field => field.TargetField)], cancellationToken).ConfigureAwait(false) is { } mapping)
                fields.Add(mapping);
        }

        var filters = await FiltersAsync(read, source, chooser, interview, cannot, defaults, cancellationToken).ConfigureAwait(false);
        var sheet = new RequirementsSheet
        {
            Integration = request.Integration ?? NameOf(targetObject),
            Request = request.Text.Trim(),
            Source = new ObjectChoice(from.Name, source.Name),
            Target = new ObjectChoice(to.Name, targetObject),
            Fields = fields,
            Filters = filters,
            SourceKey = key.Name,
            TargetKey = fields[0].TargetField,
            ChangeField = source.ChangeField,
            Conflict = ConflictRule.SourceWins,
            Deletes = Deletes(read, from, source, defaults, cannot),
            Schedule = read.Schedule.Length > 0 ? read.Schedule : "by hand",
            Volume = chooser.Records,
            Owner = request.Owner,
            CreateTarget = existing is null,
            Questions = interview.Answered,
        };
        defaults.Add("A record that is in the target already takes the source's values.");
        var script = await ScriptAsync(sheet, from, to, cancellationToken).ConfigureAwait(false);
        return new AuthoringResult { Sheet = sheet, Script = script, Defaults = defaults, SaidItCannot = cannot };
    }

    /// <summary>The script of a complete sheet, with bindings; it has passed its check.</summary>
    /// <exception cref="AgentException"><c>E-AUT-TEMPLATE</c>: it does not pass, which is a fault of this program.</exception>
    internal async Task<string> ScriptAsync(RequirementsSheet sheet, SystemDescription from, SystemDescription to, CancellationToken cancellationToken)
    {
        var schemas = await ground.SchemasAsync(sheet, cancellationToken).ConfigureAwait(false);
        var packages = new List<(string, string)> { ("IntegrationAgent.Scripting", ground.ScriptingVersion), (from.PackageId, from.Version), (to.PackageId, to.Version) };
        var body = new ScriptTemplate(sheet, schemas, [.. packages.Distinct()]).Write();
        var script = await ground.WithBindingsAsync(body, sheet, cancellationToken).ConfigureAwait(false);
        var report = await ground.CheckAsync(script, sheet, cancellationToken).ConfigureAwait(false);
        return report.Ok ? script : throw new AgentException(
            "E-AUT-TEMPLATE",
            $"The script that was written for this sheet does not pass its check: {string.Join(" ", report.Diagnostics.Take(2).Select(found => found.ToString()))}",
            "This is a fault of the program; keep requirements.json and report it.",
            ExitCode.Fault);
    }

    private static async Task<List<string>> PhrasesAsync(ReadRequest read, ObjectSchema source, FieldSchema key, Interview interview, CancellationToken cancellationToken)
    {
        if (read.AllFields)
            return Everything();
        if (read.Fields.Count > 0)
            return [.. read.Fields];
        var answer = await interview.AskAsync(
            new Question
            {
                Item = "fields",
                Text = $"Which fields of {source.Name} do you need? Name them, with commas between.",
                Choices = [new QuestionChoice("all", "All fields", $"{Everything().Count} fields")],
                Default = "all",
                AllowFreeText = true,
            },
            text => text,
            cancellationToken).ConfigureAwait(false);
        return answer is "all" ? Everything() : [.. answer.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

        List<string> Everything() => [.. source.Fields.Where(field => FieldMatcher.IsUsable(field) && field.Name != key.Name).Select(field => field.Name)];
    }

    private static async Task<List<FilterRule>> FiltersAsync(ReadRequest read, ObjectSchema source, FieldChooser chooser, Interview interview, List<string> cannot, List<string> defaults, CancellationToken cancellationToken)
    {
        var conditions = new ConditionReader(
            source,
            interview,
            async (phrase, token) => await chooser.ChooseAsync(phrase, token).ConfigureAwait(false) is { IsPath: false } chosen ? chosen.Field : null,
            cannot,
            defaults);
        var filters = new List<FilterRule>();
        foreach (var phrase in read.Conditions)
        {
            if (await conditions.ReadAsync(phrase, cancellationToken).ConfigureAwait(false) is { } filter)
                filters.Add(filter);
        }

        return filters;
    }

    private static SourceDeleteRule Deletes(ReadRequest read, SystemDescription from, ObjectSchema source, List<string> defaults, List<string> cannot)
    {
        var seen = source is { ChangeField: not null, DeletesUnknown: false } && from.Manifest.Capabilities.Contains("change_feed");
        if (read.DeleteToo == true && seen)
            return SourceDeleteRule.Delete;
        if (read.DeleteToo == true)
            cannot.Add($"{from.Name} does not tell what was deleted, so nothing is deleted in the target.");
        else
            defaults.Add(seen ? "What is deleted at the source is kept in the target, and reported." : $"{from.Name} does not tell what was deleted; the target keeps it.");
        return seen ? SourceDeleteRule.Keep : SourceDeleteRule.Ignore;
    }

    private static string NameOf(string targetObject)
    {
        var name = NotInNames().Replace(Words.Singular(Words.Snake(targetObject)), "-").Trim('-');
        if (name.Length == 0 || !char.IsAsciiLetterLower(name[0]))
            name = "records";
        return name[..Math.Min(name.Length, 55)].TrimEnd('-') + "-sync";
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInNames();
}
