using System.CommandLine;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Planning;
using IntegrationAgent.Cli.App;

namespace IntegrationAgent.Cli.Commands;

/// <summary><c>intagent export</c>: an integration as files for a review or for another place. It holds no credential.</summary>
internal static class ExportCommand
{
    public static Command Create(CommandRunner runner)
    {
        var integration = Arguments.Integration();
        var folder = new Option<string?>("--out", "-o") { Description = "The folder; by default <integration>-export.", HelpName = "DIR" };
        return runner.Handle(new Command("export", "Write an integration's script, requirements and plan into a folder.") { integration, folder }, async (parsed, session, cancellationToken) =>
        {
            var name = parsed.GetRequiredValue(integration);
            var workspace = session.OpenWorkspace();
            var one = workspace.Integration(name);
            var script = one.ReadScript();
            var target = session.FullPath(parsed.GetValue(folder) ?? $"{name}-export");
            Directory.CreateDirectory(target);
            var files = new List<string>();
            await WriteAsync("script.cs", script).ConfigureAwait(false);
            if (File.Exists(one.Paths.Requirements))
                await WriteAsync("requirements.json", await File.ReadAllTextAsync(one.Paths.Requirements, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            await WriteAsync("connections.json", await File.ReadAllTextAsync(workspace.Paths.Connections, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            await WriteAsync("drivers.lock.json", await File.ReadAllTextAsync(workspace.Paths.DriversLock, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
            if (File.Exists(one.Paths.Plan))
            {
                var service = await session.ServiceAsync(cancellationToken).ConfigureAwait(false);
                await WritePlanAsync(service).ConfigureAwait(false);
            }

            session.Screen.Done($"wrote {string.Join(", ", files)} to {target}", 0);
            session.Result["folder"] = target;
            session.Result["files"] = CliJson.Array(files);
            return ExitCode.Ok;

            async Task WritePlanAsync(IntegrationService service)
            {
                var plan = service.ReadPlan(name);
                await WriteAsync("plan.json", await File.ReadAllTextAsync(one.Paths.Plan, cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);
                await WriteAsync("plan.html", PlanHtml.Render($"Plan for {name}", PlanSections.Of(plan), $"plan {plan.Digest}")).ConfigureAwait(false);
            }

            async Task WriteAsync(string file, string text)
            {
                await File.WriteAllTextAsync(Path.Combine(target, file), session.Scrubber.Scrub(text), cancellationToken).ConfigureAwait(false);
                files.Add(file);
            }
        });
    }
}
