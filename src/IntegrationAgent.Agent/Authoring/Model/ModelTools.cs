using System.Text;
using System.Text.Json;
using IntegrationAgent.Agent.Authoring.Dialog;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Driver;
using Microsoft.Extensions.AI;

namespace IntegrationAgent.Agent.Authoring.Model;

/// <summary>What a model can call. None of it approves, runs, writes to a system, or shows a value. Every failure is an answer with a code and what to do.</summary>
internal sealed class ModelTools(IAuthoringGround ground, Interview interview, RequirementsSheet start, bool named)
{
    public const int MaxRepairs = 5;
    public const int MaxDiscoveries = 40;
    private readonly DataBlock data = new();
    private readonly SheetEditor editor = new(ground);
    private bool confirmed;
    private int discoveries;

    public RequirementsSheet Sheet { get; private set; } = start;

    /// <summary>The script that was accepted; null before.</summary>
    public string? Accepted { get; private set; }

    /// <summary>How often a proposed script was found wanting.</summary>
    public int Repairs { get; private set; }

    public async Task<string> CallAsync(FunctionCallContent call, CancellationToken cancellationToken)
    {
        if (call.Exception is not null || call.Arguments is null)
            return Error("E-TOOL-ARGUMENTS", $"The arguments of {ThirdParty.Short(call.Name, 40)} are not the JSON that its schema says.", "Call it again with an object.");
        var arguments = JsonSerializer.SerializeToElement(call.Arguments.ToDictionary(pair => pair.Key, pair => AsElement(pair.Value)), ModelJson.Default.DictionaryStringJsonElement);
        try
        {
            return call.Name switch
            {
                "describe" => Describe(arguments),
                "read_doc" => Document(arguments, "section", DriverDocs.Read),
                "find_example" => Document(arguments, "words", DriverDocs.Example),
                "discover" => await DiscoverAsync(arguments, cancellationToken).ConfigureAwait(false),
                "ask_user" => await AskUserAsync(arguments, cancellationToken).ConfigureAwait(false),
                "fill_sheet" => await FillAsync(arguments, cancellationToken).ConfigureAwait(false),
                "propose_script" => await CheckAsync(arguments, propose: true, cancellationToken).ConfigureAwait(false),
                "check_script" => await CheckAsync(arguments, propose: false, cancellationToken).ConfigureAwait(false),
                "dry_run" => await DryRunAsync(arguments, cancellationToken).ConfigureAwait(false),
                _ => Error("E-TOOL-UNKNOWN", $"There is no tool '{ThirdParty.Short(call.Name, 40)}'.", $"Use one of: {string.Join(", ", PromptLibrary.ToolNames)}."),
            };
        }
        catch (AgentException exception) when (exception.ExitCode is not (ExitCode.Connection or ExitCode.SandboxUnavailable) && !exception.Code.StartsWith("E-AUT-ANSWER", StringComparison.Ordinal))
        {
            return Error(exception.Code, exception.Message, exception.NextAction);
        }
        catch (DriverException exception)
        {
            // The driver's message is written for models, yet quotes the system: it is data.
            return data.Of("driver error", $"{exception.Code}: {ThirdParty.Short(exception.Message, 300)} {(exception.Suggestions.Count > 0 ? "Nearest: " + string.Join(", ", exception.Suggestions.Take(5)) : "")}");
        }
    }

    /// <summary>The sheet as the model gets it: short, without what is empty.</summary>
    public string SheetText()
    {
        var text = new StringBuilder();
        Add("source", Sheet.Source is { } source ? $"{source.Connection}.{source.Object}" : null);
        Add("target", Sheet.Target is { } target ? $"{target.Connection}.{target.Object}{(Sheet.CreateTarget ? " (new)" : "")}" : null);
        Add("fields", Sheet.Fields.Count > 0 ? string.Join("; ", Sheet.Fields.Select(field => $"{field.SourceField} > {field.TargetField}")) : null);
        Add("filters", Sheet.Filters.Count > 0 ? string.Join("; ", Sheet.Filters.Select(filter => $"{filter.Field} {filter.Operator} {(filter.DaysBack is { } days ? $"{days} days back" : filter.Value)}")) : null);
        Add("match key", Sheet.SourceKey is null || Sheet.TargetKey is null ? null : $"{Sheet.SourceKey} > {Sheet.TargetKey}");
        Add("change field", Sheet.ChangeField);
        Add("conflict rule", Sheet.Conflict?.ToString());
        Add("delete rule", Sheet.Deletes?.ToString());
        text.Append("missing: ").Append(Sheet.Missing.Count == 0 ? "nothing" : string.Join(", ", Sheet.Missing));
        return text.ToString();

        void Add(string item, string? value)
        {
            if (value is not null)
                text.Append(item).Append(": ").Append(ThirdParty.Short(value, 2_000)).Append('\n');
        }
    }

    private string Describe(JsonElement arguments)
    {
        if (Driver(arguments) is not { } driver)
            return NoConnection(arguments);
        var what = Text(arguments, "what");
        var found = string.Equals(what, "errors", StringComparison.OrdinalIgnoreCase) ? ManifestCard.Errors(driver.Manifest) : ManifestCard.Operation(driver.Manifest, what);
        return found is null
            ? Error("E-TOOL-NOT-FOUND", $"The driver has no operation '{ThirdParty.Short(what, 40)}'.", $"Use errors, or one of: {string.Join(", ", driver.Manifest.Operations.Select(operation => ThirdParty.Short(operation.Name, 40)).DefaultIfEmpty("(none)"))}.")
            : data.Of("manifest", found, 6_000);
    }

    private string Document(JsonElement arguments, string name, Func<Packages.InstalledDriver, string?, string> read)
    {
        if (Driver(arguments) is not { } known || ground.DriverOf(known.Name) is not { } driver)
            return NoConnection(arguments);
        return data.Of("driver package", read(driver, Text(arguments, name)), 8_000);
    }

    private async Task<string> DiscoverAsync(JsonElement arguments, CancellationToken cancellationToken)
    {
        if (Driver(arguments) is not { } system)
            return NoConnection(arguments);
        if (++discoveries > MaxDiscoveries)
            return Error("E-DSC-LIMIT", $"This request has asked {MaxDiscoveries} questions of discovery already.", "Go on with what you know, or ask the user.");
        var fields = arguments.TryGetProperty("fields", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).Take(60).ToList()
            : null;
        var named = Text(arguments, "object");
        var envelope = await ground.AskAsync(Text(arguments, "method"), system.Name, named.Length > 0 ? named : null, fields is { Count: > 0 } ? fields : null, cancellationToken).ConfigureAwait(false);
        return data.Of("discover", DiscoveryView.Of(envelope));
    }

    private async Task<string> AskUserAsync(JsonElement arguments, CancellationToken cancellationToken)
    {
        var choices = arguments.TryGetProperty("choices", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Take(8).Select(item => new QuestionChoice(Short(item, "value", 120), Short(item, "label", 80), Short(item, "detail", 120))).Where(choice => choice.Value.Length > 0).ToList()
            : [];
        var item = Short(arguments, "item", 80);
        if (item.Length == 0 || choices.Count < 2)
            return Error("E-TOOL-ARGUMENTS", "A question needs an item of the sheet and at least two concrete choices.", "Find the choices with discover.");
        var answer = await interview.AskAsync(new Question { Item = item, Text = Short(arguments, "question", 300), Choices = choices, AllowFreeText = true }, text => ThirdParty.Short(text, 300), cancellationToken).ConfigureAwait(false);
        Sheet = Sheet with { Questions = interview.Answered };
        return $"The user answered: {ThirdParty.Short(answer, 300)}";
    }

    private async Task<string> FillAsync(JsonElement arguments, CancellationToken cancellationToken)
    {
        var before = Sheet;
        (Sheet, var problems) = await editor.ApplyAsync(Sheet with { Questions = interview.Answered }, arguments, cancellationToken).ConfigureAwait(false);
        confirmed &= Equals(before.Source, Sheet.Source) && Equals(before.Target, Sheet.Target) && before.Deletes == Sheet.Deletes && before.SourceKey == Sheet.SourceKey && before.Fields.SequenceEqual(Sheet.Fields) && before.Filters.SequenceEqual(Sheet.Filters);
        if (!named && Sheet.Target is { } target)
            Sheet = Sheet with { Integration = ModelAuthor.NameOf(target.Object) };
        var text = new StringBuilder();
        foreach (var problem in problems.Take(5))
            text.Append("E-REQ-ITEM: ").Append(problem).Append('\n');
        text.Append(SheetText());
        if (Sheet.Missing.Count == 0 && problems.Count == 0)
            text.Append("\nnames in the script:\n").Append(await NamesAsync(cancellationToken).ConfigureAwait(false));
        return text.ToString();
    }

    private async Task<string> NamesAsync(CancellationToken cancellationToken)
    {
        var (source, written) = (Sheet.Source!, Sheet.Target!);
        var used = Sheet.Fields.Select(field => field.SourceField).Concat(Sheet.Filters.Select(filter => filter.Field)).Append(Sheet.SourceKey!).Append(Sheet.ChangeField ?? "").ToHashSet(StringComparer.Ordinal);
        var names = ScriptBindings.Names(await ground.SchemasAsync(Sheet, cancellationToken).ConfigureAwait(false));
        var read = names.Where(name => !name.IsTarget && name.Connection == source.Connection && name.Object == source.Object && used.Contains(name.Field)).Select(name => $"{name.Property} ({name.ClrType})");
        var write = names.Where(name => name.IsTarget && name.Connection == written.Connection && name.Object == written.Object && Sheet.Fields.Any(field => field.TargetField == name.Field)).Select(name => $"{name.Property} ({name.ClrType})");
        return $"read {ClassOf(source, isTarget: false)}: {string.Join(", ", read)}\nwrite {ClassOf(written, isTarget: true)}: {string.Join(", ", write)}";

        string ClassOf(ObjectChoice choice, bool isTarget) => names.First(name => name.IsTarget == isTarget && name.Connection == choice.Connection && name.Object == choice.Object).ClassName;
    }

    private async Task<string> CheckAsync(JsonElement arguments, bool propose, CancellationToken cancellationToken)
    {
        if (Sheet.Missing.Count > 0)
            return Error("E-REQ-OPEN", $"The sheet is not complete: {string.Join(", ", Sheet.Missing)}. No code before that.", "Fill it, or ask the user.");
        if (propose && !confirmed && await ConfirmAsync(cancellationToken).ConfigureAwait(false) is { } objection)
            return objection;
        var (script, report) = await ReportAsync(Text(arguments, "script"), cancellationToken).ConfigureAwait(false);
        if (report.Ok)
        {
            Accepted = propose ? script : Accepted;
            return propose ? "Accepted. Stop here." : "No finding.";
        }

        Repairs += propose ? 1 : 0;
        var findings = report.Diagnostics.ToList();
        var more = findings.Count - 5 + report.Steps.Sum(step => step.MoreDiagnostics);
        return string.Join('\n', findings.Take(5).Select(found => ThirdParty.Short(found.ToString(), 400))) + (more > 0 ? $"\nand {more} more, probably of the same cause" : "");
    }

    /// <summary>The user sees the sheet before any code is taken: what a model was talked into shows here.</summary>
    private async Task<string?> ConfirmAsync(CancellationToken cancellationToken)
    {
        var answer = await interview.AskAsync(
            new Question
            {
                Item = "requirements",
                Text = "Is this what you want?",
                Choices = [new QuestionChoice("yes", "Yes, go on"), new QuestionChoice("no", "No")],
                AllowFreeText = true,
                Notes = [.. SheetText().Split('\n').Where(line => !line.StartsWith("missing", StringComparison.Ordinal))],
            },
            text => text,
            cancellationToken).ConfigureAwait(false);
        Sheet = Sheet with { Questions = interview.Answered };
        confirmed = answer == "yes";
        return confirmed ? null : $"The user does not agree with the sheet: {ThirdParty.Short(answer, 300)}. Change it, or ask what is meant.";
    }

    private async Task<string> DryRunAsync(JsonElement arguments, CancellationToken cancellationToken)
    {
        if (Sheet.Missing.Count > 0)
            return Error("E-REQ-OPEN", $"The sheet is not complete: {string.Join(", ", Sheet.Missing)}.", "Fill it, or ask the user.");
        var (script, report) = await ReportAsync(Text(arguments, "script"), cancellationToken).ConfigureAwait(false);
        return report.Ok
            ? await ground.DryRunAsync(script, Sheet with { Integration = Sheet.Integration + "-draft" }, cancellationToken).ConfigureAwait(false)
            : string.Join('\n', report.Diagnostics.Take(5).Select(found => ThirdParty.Short(found.ToString(), 400)));
    }

    private async Task<(string Script, ValidationReport Report)> ReportAsync(string text, CancellationToken cancellationToken)
    {
        // Directives are ours: a script names the packages that are locked, whatever a model wrote.
        var body = string.Join('\n', ScriptBindings.Body(text.ReplaceLineEndings("\n")).Split('\n').SkipWhile(line => line.Length == 0 || line.StartsWith("#:", StringComparison.Ordinal)));
        var systems = ground.Systems().Where(system => system.Name == Sheet.Source!.Connection || system.Name == Sheet.Target!.Connection).ToList();
        var packages = new[] { ("IntegrationAgent.Scripting", ground.ScriptingVersion) }.Concat(systems.Select(system => (system.PackageId, system.Version))).Distinct().Select(package => $"#:package {package.Item1}@{package.Item2}\n");
        var script = await ground.WithBindingsAsync($"{string.Concat(packages)}#:property PublishAot=false\n\n{body}", Sheet, cancellationToken).ConfigureAwait(false);
        return (script, await ground.CheckAsync(script, Sheet, cancellationToken).ConfigureAwait(false));
    }

    private SystemDescription? Driver(JsonElement arguments) => ground.Systems().FirstOrDefault(system => system.Name == Text(arguments, "connection"));

    private string NoConnection(JsonElement arguments) =>
        Error("E-CON-UNKNOWN", $"There is no connection '{Short(arguments, "connection", 60)}'.", $"Use one of: {string.Join(", ", ground.Systems().Select(system => system.Name))}.");

    private static string Error(string code, string message, string nextAction) => $"{code}: {message} {nextAction}";

    private static string Short(JsonElement item, string name, int max) => ThirdParty.Short(Text(item, name), max);

    private static string Text(JsonElement item, string name) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";

    private static JsonElement AsElement(object? value) => value switch
    {
        JsonElement element => element,
        string text => JsonSerializer.SerializeToElement(text, ModelJson.Default.String),
        bool flag => JsonSerializer.SerializeToElement(flag, ModelJson.Default.Boolean),
        null => JsonSerializer.SerializeToElement<string?>(null, ModelJson.Default.String!),
        _ => JsonSerializer.SerializeToElement(value.ToString(), ModelJson.Default.String!),
    };
}
