using System.Diagnostics;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Cli.Tests.Running;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace IntegrationAgent.Cli.Tests.Commands;

/// <summary>Several processes on one workspace, whose refresh token rotates and dies with its second use.</summary>
public class TokenRaceTests
{
    private const int Processes = 4;
    private const int Rounds = 3;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Processes_whose_session_expired_spend_the_refresh_token_once_and_all_go_on()
    {
        await using var workspace = await WorkspaceAsync();
        for (var round = 0; round < Rounds; round++)
        {
            workspace.Simulator.ExpireTokens();
            workspace.Simulator.ClearLog();
            // Long enough for every process to come while the first one buys.
            workspace.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.Slow, PathContains = "oauth2/token", Delay = TimeSpan.FromSeconds(4), Times = Processes });

            var answers = await TogetherAsync(workspace);

            Assert.All(answers, answer => answer.Expect(0));
            Assert.Equal(1, TokenCalls(workspace));
            workspace.Simulator.ClearFaults();
        }

        Assert.All(
            Directory.EnumerateFiles(workspace.Path, "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".env", StringComparison.Ordinal)),
            file => Assert.True(File.ReadAllBytes(file).AsSpan().IndexOf("5Aep"u8) < 0, $"{file} holds a refresh token"));
    }

    [Fact]
    public async Task Refused_purchase_is_given_back_and_the_next_process_makes_it()
    {
        await using var workspace = await WorkspaceAsync();
        workspace.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.ServerErrorHtml, PathContains = "oauth2/token", Times = 1 });

        var answers = await TogetherAsync(workspace);

        // A token that rotates is not sent again by who got no clear answer; another process asks anew, with the token that is still good.
        Assert.Equal(Processes - 1, answers.Count(answer => answer.ExitCode == 0));
        (await workspace.RunAsync("discover", "salesforce", "Lead", "--json")).Expect(0);
    }

    private static async Task<LeadWorkspace> WorkspaceAsync()
    {
        var workspace = await LeadWorkspace.CreateAsync(leads: 1);
        workspace.Variables["SALESFORCE__SF_REFRESH_TOKEN"] = workspace.Simulator.IssueRefreshToken();
        Workspace.Open(workspace.Path).Connections(new SecretScrubber()).Save(new ConnectionDefinition
        {
            Name = "salesforce",
            DriverId = "salesforce",
            Settings = new Dictionary<string, string> { ["auth"] = "refresh_token", ["login_url"] = workspace.Simulator.Address.ToString().TrimEnd('/') },
        });
        return workspace;
    }

    private static async Task<IReadOnlyList<Answer>> TogetherAsync(LeadWorkspace workspace)
    {
        var processes = Enumerable.Range(0, Processes).Select(_ => Intagent.Start(workspace.Path, ["discover", "salesforce", "Lead", "--refresh", "--json"], workspace.Variables)).ToArray();
        return await Task.WhenAll(processes.Select(EndAsync));
    }

    private static async Task<Answer> EndAsync(Process process)
    {
        using var ended = process;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var error = process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return new Answer(process.ExitCode, await output, await error);
    }

    private static int TokenCalls(LeadWorkspace workspace) =>
        workspace.Simulator.RequestLog.Count(entry => entry.Path.EndsWith("/oauth2/token", StringComparison.Ordinal));
}
