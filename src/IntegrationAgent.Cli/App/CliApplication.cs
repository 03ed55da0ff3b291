using System.CommandLine;
using System.CommandLine.Help;
using IntegrationAgent.Cli.Commands;

namespace IntegrationAgent.Cli.App;

/// <summary>The command line: parses, and runs one command.</summary>
internal static class CliApplication
{
    private static readonly TimeSpan TimeToStop = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(string[] args, CliEnvironment environment, CancellationToken cancellationToken)
    {
        var root = Root(environment);
        var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        if (parsed.Errors.Count > 0 && parsed.Action is not (HelpAction or null) && parsed.Action.ClearsParseErrors == false)
        {
            var command = parsed.CommandResult.Command;
            return Failure.WriteUsage(environment, Path(command), [.. parsed.Errors.Select(error => error.Message)], args.Contains("--json", StringComparer.Ordinal));
        }

        return await parsed.InvokeAsync(
            new InvocationConfiguration
            {
                Output = environment.Output,
                Error = environment.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeToStop,
            },
            cancellationToken).ConfigureAwait(false);
    }

    internal static RootCommand Root(CliEnvironment environment)
    {
        var root = new RootCommand("Says in a sentence what should flow between two systems; the rest is found, written, proven, approved and run.") { HelpName = "intagent" };
        GlobalOptions.AddTo(root);
        var runner = new CommandRunner(environment);
        root.Add(DemoCommand.Create(runner));
        root.Add(InitCommand.Create(runner));
        root.Add(DriverCommand.Create(runner));
        root.Add(ConnectCommand.Create(runner));
        root.Add(DiscoverCommand.Create(runner));
        root.Add(AskCommand.Create(runner));
        root.Add(CheckCommand.Create(runner));
        root.Add(DryRunCommand.Create(runner));
        root.Add(DecisionCommand.CreateApprove(runner));
        root.Add(DecisionCommand.CreateReject(runner));
        root.Add(RunCommand.Create(runner));
        root.Add(RunsCommand.Create(runner));
        root.Add(QuarantineCommand.Create(runner));
        root.Add(ScheduleCommand.Create(runner));
        root.Add(WorkCommand.Create(runner));
        root.Add(AuditCommand.Create(runner));
        root.Add(PromptCommand.Create(runner));
        root.Add(ExportCommand.Create(runner));
        root.Add(SimulateCommand.Create(runner));
        return root;
    }

    /// <summary>The words of a command without its arguments: <c>intagent driver add</c>.</summary>
    internal static string Path(Command command)
    {
        var names = new Stack<string>();
        for (Symbol? symbol = command; symbol is not null and not RootCommand; symbol = symbol.Parents.FirstOrDefault())
            names.Push(symbol.Name);
        return string.Join(' ', names.Prepend("intagent"));
    }
}
