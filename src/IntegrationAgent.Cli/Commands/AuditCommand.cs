using System.CommandLine;
using System.Text.Json.Nodes;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent audit</c>: what happened, and whether its chain is whole.</summary>
internal static class AuditCommand
{
    public static Command Create(CommandRunner runner)
    {
        var limit = new Option<int>("--limit") { Description = "At most so many events, the last ones.", HelpName = "N", DefaultValueFactory = _ => 30 };
        var type = new Option<string?>("--type") { Description = "Only this type, such as run.ended.", HelpName = "TYPE" };
        var command = new Command("audit", "Show the last events of the audit.") { limit, type, Verify(runner), Export(runner) };
        return runner.Handle(command, async (parsed, session, cancellationToken) =>
        {
            var host = await session.HostAsync(cancellationToken).ConfigureAwait(false);
            var events = await host.Store.Audit.ReadAsync(new AuditQuery { Type = parsed.GetValue(type), Limit = int.MaxValue }, cancellationToken).ConfigureAwait(false);
            var shown = events.TakeLast(parsed.GetValue(limit)).ToList();
            session.Screen.Table(
                ["#", "time (UTC)", "what", "to", "phase"],
                shown.Select(one => (IReadOnlyList<string>)[Show.Count(one.Sequence), Show.Time(one.Time), one.Event.Type, one.Event.Subject, one.Event.Phase.ToString().ToLowerInvariant()]));
            session.Result["events"] = new JsonArray([.. shown.Select(one => (JsonNode)new JsonObject
            {
                ["sequence"] = one.Sequence,
                ["time"] = one.Time,
                ["hash"] = one.Hash,
                ["event"] = JsonNode.Parse(one.Canonical),
            })]);
            return ExitCode.Ok;
        });
    }

    private static Command Verify(CommandRunner runner) =>
        runner.Handle(new Command("verify", "Check the whole chain against itself and its signed checkpoints."), async (_, session, cancellationToken) =>
        {
            // The store is not opened for work: verifying adds nothing to what it verifies.
            var verification = await AuditVerifier.VerifyAsync(session.OpenWorkspace(), cancellationToken).ConfigureAwait(false);
            session.Result["audit"] = CliJson.Node(verification);
            foreach (var note in verification.Notes)
                session.Screen.Note(note, 0);
            if (verification.IsWhole)
            {
                session.Screen.Done($"the audit is whole: {Show.Count(verification.Events, "event")}, {Show.Count(verification.Checkpoints, "signed checkpoint")}", 0);
                return ExitCode.Ok;
            }

            var first = verification.Findings.OrderBy(finding => finding.Sequence).First();
            foreach (var finding in verification.Findings.Take(10))
                session.Screen.Failed($"event {Show.Count(finding.Sequence)}: {finding.Message}", 0);
            return session.Say(new Failure(
                "E-AUD-BROKEN",
                $"The first bad event is {Show.Count(first.Sequence)} ({first.Kind.ToString().ToLowerInvariant()}): {first.Message}",
                "Keep a copy of .intagent, compare it with the checkpoints that left this machine, and find out who could write there.",
                ExitCode.Findings));
        });

    private static Command Export(CommandRunner runner)
    {
        var file = new Option<string?>("--out", "-o") { Description = "The file; without it events go to standard output, one line of JSON each.", HelpName = "FILE" };
        return runner.Handle(new Command("export", "Write every event as it was hashed.") { file }, async (parsed, session, cancellationToken) =>
        {
            var host = await session.HostAsync(cancellationToken).ConfigureAwait(false);
            if (parsed.GetValue(file) is { } path)
            {
                var full = session.FullPath(path);
                var stream = File.Create(full);
                await using var closed = stream.ConfigureAwait(false);
                var written = await host.Store.Audit.ExportAsync(stream, cancellationToken).ConfigureAwait(false);
                session.Screen.Done($"wrote {Show.Count(written, "event")} to {full}", 0);
                session.Result["events"] = written;
                session.Result["file"] = full;
                return ExitCode.Ok;
            }

            using var buffer = new MemoryStream();
            var count = await host.Store.Audit.ExportAsync(buffer, cancellationToken).ConfigureAwait(false);
            var text = System.Text.Encoding.UTF8.GetString(buffer.ToArray());
            if (!session.Json)
                await session.Output.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
            session.Result["count"] = count;
            session.Result["events"] = new JsonArray([.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line))]);
            return ExitCode.Ok;
        });
    }
}
