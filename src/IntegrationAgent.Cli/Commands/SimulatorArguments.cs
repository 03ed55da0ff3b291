using System.CommandLine;
using IntegrationAgent.Agent;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace IntegrationAgent.Cli.Commands;

/// <summary>What the simulator and the demo are both told, and the errors of a start.</summary>
internal static class SimulatorArguments
{
    private const int DefaultLeads = 5_000;

    public static Option<int> Leads() => new("--leads") { Description = "The number of leads, from which the numbers of other records follow.", HelpName = "N", DefaultValueFactory = _ => DefaultLeads };

    public static Option<int> Seed() => new("--seed") { Description = "The seed of all data.", HelpName = "N", DefaultValueFactory = _ => 1 };

    public static Option<string?> Org() => new("--org") { Description = "An org file, which says what differs from the standard org; see samples/orgs.", HelpName = "FILE" };

    public static string? OrgFile(CommandSession session, string? path)
    {
        if (path is null)
            return null;
        var full = session.FullPath(path);
        return File.Exists(full) ? full : throw new AgentException("E-SIM-ORG", $"There is no org file {full}.", "Check the path; samples/orgs has three.", ExitCode.Usage);
    }

    public static async Task<SalesforceSimulator> StartAsync(SimulatorOptions options, CancellationToken cancellationToken)
    {
        if (options.Leads < 0)
            throw new AgentException("E-SIM-LEADS", "The number of leads is below 0.", "Write --leads with 0 or more.", ExitCode.Usage);
        try
        {
            return await SalesforceSimulator.StartAsync(options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidDataException or System.Text.Json.JsonException)
        {
            throw new AgentException("E-SIM-ORG", $"The org file cannot be used: {exception.Message}", "Correct it; samples/orgs/README.md describes the format.", ExitCode.Usage, exception);
        }
        catch (SimulatorStoreException exception)
        {
            throw new AgentException("E-SIM-STORE", exception.Message, "Name another file with --store, or leave it out to keep records in memory.", ExitCode.Usage, exception);
        }
        catch (IOException exception)
        {
            throw new AgentException("E-SIM-PORT", $"The simulator could not start: {exception.Message}", "Choose another --port, or 0 for a free one.", ExitCode.Usage, exception);
        }
    }
}
