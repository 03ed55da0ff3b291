using System.CommandLine;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Discovery;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent discover</c>: what a system really has; values stay where they are.</summary>
internal static class DiscoverCommand
{
    public static Command Create(CommandRunner runner)
    {
        var connection = new Argument<string>("connection") { Description = "The connection's name." };
        var target = new Argument<string?>("object") { Description = "The object; without one its objects are listed.", Arity = ArgumentArity.ZeroOrOne };
        var find = new Option<string?>("--find") { Description = "Only objects whose name or label holds this.", HelpName = "TEXT" };
        var profile = new Option<bool>("--profile") { Description = "How the fields are filled: counts and shapes, no values." };
        var relationships = new Option<bool>("--relationships") { Description = "The object's parents and children." };
        var script = new Option<FileInfo?>("--script") { Description = "Run a read-only discovery script in the sandbox and show its answer, masked.", HelpName = "FILE" };
        var refresh = new Option<bool>("--refresh") { Description = "Ask the system again, whatever is known." };
        var command = new Command("discover", "List a system's objects, or the fields of one, as this installation has them.") { connection, target, find, profile, relationships, refresh, script };
        return runner.Handle(command, async (parsed, session, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(connection);
            var service = await session.ServiceAsync(cancellationToken).ConfigureAwait(false);
            var host = await session.HostAsync(cancellationToken).ConfigureAwait(false);
            // Opened first: what is wrong with a credential is said with its variable.
            _ = await host.ConnectAsync(name, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(script) is { } file)
                return await ScriptAsync(session, service, name, file, cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(target) is not { } asked)
                return await ObjectsAsync(session, service.Discovery, name, parsed.GetValue(find), parsed.GetValue(refresh), cancellationToken).ConfigureAwait(false);
            var schema = await service.Discovery.GetFieldsAsync(name, asked, parsed.GetValue(refresh), cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(profile))
                return await ProfileAsync(session, service.Discovery, name, schema, cancellationToken).ConfigureAwait(false);
            WriteFields(session, schema);
            if (parsed.GetValue(relationships))
                await RelationshipsAsync(session, service.Discovery, name, asked, parsed.GetValue(refresh), cancellationToken).ConfigureAwait(false);
            return await AskAsync(session, service.Discovery, "get_fields", name, asked, cancellationToken).ConfigureAwait(false);
        });
    }

    /// <summary>Asks through the envelope that a model gets: the question stands in the audit, and machines get its answer.</summary>
    private static async Task<ExitCode> AskAsync(CommandSession session, DiscoveryService discovery, string method, string connection, string? target, CancellationToken cancellationToken)
    {
        var envelope = await discovery.AskAsync(method, connection, target, null, cancellationToken).ConfigureAwait(false);
        return Answered(session, envelope);
    }

    private static async Task<ExitCode> ScriptAsync(CommandSession session, IntegrationService service, string connection, FileInfo file, CancellationToken cancellationToken)
    {
        if (!file.Exists)
            throw new AgentException("E-CLI-USAGE", $"There is no file {file.FullName}.", "Name a C# file.", ExitCode.Usage);
        var source = await File.ReadAllTextAsync(file.FullName, cancellationToken).ConfigureAwait(false);
        var envelope = await service.DiscoverAsync(connection, source, cancellationToken).ConfigureAwait(false);
        if (envelope.Value is { } value)
            session.Screen.Code(value.GetRawText());
        return Answered(session, envelope);
    }

    private static ExitCode Answered(CommandSession session, DiscoveryEnvelope envelope)
    {
        session.Result["answer"] = CliJson.Node(envelope);
        if (envelope.Error is not { } error)
            return ExitCode.Ok;
        var exit = error.Code is DiscoveryErrorCodes.Auth or DiscoveryErrorCodes.Unreachable ? ExitCode.Connection : error.Code switch
            {
                DiscoveryErrorCodes.NotFound => ExitCode.Usage,
                DiscoveryErrorCodes.Script => ExitCode.Findings,
                DiscoveryErrorCodes.WriteDenied => ExitCode.Refused,
                _ => ExitCode.Incomplete,
            };
        throw new AgentException(error.Code, error.Message, error.Suggestions.Count > 0 ? $"Nearest: {string.Join(", ", error.Suggestions)}." : "Narrow the question, or try again later.", exit);
    }

    private static async Task<ExitCode> ObjectsAsync(CommandSession session, DiscoveryService discovery, string connection, string? find, bool refresh, CancellationToken cancellationToken)
    {
        var objects = await discovery.ListObjectsAsync(connection, find, refresh, cancellationToken).ConfigureAwait(false);
        session.Screen.Table(
            ["object", "label", "", "#records"],
            objects.Select(one => (IReadOnlyList<string>)[one.Name, one.Label == one.Name ? "" : one.Label, one.Custom ? "custom" : "", one.ApproximateCount is { } count ? Show.Count(count) : ""]));
        session.Screen.Text($"{Show.Count(objects.Count, "object")}.", 2, Tone.Dim);
        return await AskAsync(session, discovery, "list_objects", connection, find, cancellationToken).ConfigureAwait(false);
    }

    private static void WriteFields(CommandSession session, ObjectSchema schema)
    {
        session.Screen.Table(
            ["field", "type", "label", "notes"],
            schema.Fields.Select(field => (IReadOnlyList<string>)[field.Name, Type(field), field.Label == field.Name ? "" : field.Label, Notes(schema, field)]));
        session.Screen.Text(
            $"{Show.Count(schema.Fields.Count, "field")}, {schema.Fields.Count(field => field.Custom)} of them custom; key {(schema.KeyFields.Count == 0 ? "none" : string.Join(", ", schema.KeyFields))}; changes by {schema.ChangeField ?? "nothing"}.",
            2,
            Tone.Dim);
    }

    private static string Type(FieldSchema field) => field.Type.ToString().ToLowerInvariant() + (field.MaxLength is { } length && field.Type == FieldType.String ? $"({length})" : "");

    private static string Notes(ObjectSchema schema, FieldSchema field)
    {
        var notes = new List<string>();
        Add(schema.KeyFields.Contains(field.Name, StringComparer.Ordinal), "key");
        Add(field.Custom, "custom");
        Add(field.UpsertKey, "upsert key");
        Add(field.RequiredForCreate, "required");
        Add(field.Calculated, "computed");
        Add(field.ReferenceTo.Count > 0, "→ " + string.Join(", ", field.ReferenceTo.Take(3)));
        Add(field.PicklistValues.Count > 0, string.Join(" | ", field.PicklistValues.Take(4).Select(value => value.Value)) + (field.PicklistValues.Count > 4 ? " | …" : ""));
        return string.Join("; ", notes);

        void Add(bool holds, string note)
        {
            if (holds)
                notes.Add(note);
        }
    }

    private static async Task<ExitCode> ProfileAsync(CommandSession session, DiscoveryService discovery, string connection, ObjectSchema schema, CancellationToken cancellationToken)
    {
        var profile = await discovery.ProfileAsync(connection, schema.Name, null, null, cancellationToken).ConfigureAwait(false);
        session.Screen.Table(
            ["field", "type", "#filled", "#distinct", "shape or range"],
            profile.Fields.Select(field => (IReadOnlyList<string>)
            [
                field.Field, field.Type, Show.Share(field.Filled), Show.Count(field.Distinct),
                field.Choices is { Count: > 0 } choices ? string.Join(", ", choices.Take(4).Select(choice => $"{choice.Key} {Show.Share(choice.Value)}"))
                    : field.Least is not null ? $"{field.Least} … {field.Greatest}" : field.Pattern ?? "",
            ]));
        session.Screen.Text($"{Show.Count(profile.Seen)} records looked at{(profile.Records is { } all ? $" of {Show.Count(all)}" : "")}{(profile.Fields.Any(field => field.Counted == true) ? "; the system counted all of them" : "")}. Values are not shown.", 2, Tone.Dim);
        session.Result["profile"] = CliJson.Node(profile);
        return ExitCode.Ok;
    }

    private static async Task RelationshipsAsync(CommandSession session, DiscoveryService discovery, string connection, string target, bool refresh, CancellationToken cancellationToken)
    {
        var found = await discovery.GetRelationshipsAsync(connection, target, refresh, cancellationToken).ConfigureAwait(false);
        session.Screen.Heading("Relationships");
        session.Screen.Table(
            ["kind", "object", "field", "path"],
            found.Select(one => (IReadOnlyList<string>)[one.Kind.ToString().ToLowerInvariant(), one.ToObject, one.Field, one.Name ?? ""]));
        session.Result["relationships"] = CliJson.Array(found);
    }
}
