using System.Text;
using IntegrationAgent.Cli.Tests.Running;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Cli.Tests.Commands;

public class HelpTests
{
    private static readonly string[] Commands =
    [
        "", "demo", "init", "driver", "driver add", "driver search", "driver list", "driver show", "driver remove", "driver restore", "driver verify", "driver compat", "connect", "discover", "ask",
        "check", "dry-run", "approve", "reject", "run", "runs", "audit", "audit verify", "audit export", "prompt show", "export", "simulate salesforce",
    ];

    [Fact]
    public async Task Help_of_every_command_is_the_approved_text()
    {
        var text = new StringBuilder();
        foreach (var command in Commands)
        {
            var output = new StringWriter { NewLine = "\n" };
            var environment = new App.CliEnvironment
            {
                Input = TextReader.Null,
                Output = output,
                Error = output,
                Variables = new Dictionary<string, string>(),
                CurrentFolder = Path.GetTempPath(),
                UserName = "somebody",
            };

            var code = await App.CliApplication.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"], environment, TestContext.Current.CancellationToken);

            Assert.Equal(0, code);
            text.Append("$ intagent ").Append(command).Append(command.Length > 0 ? " " : "").Append("--help\n").Append(string.Join('\n', output.ToString().TrimEnd().Split('\n').Select(line => line.TrimEnd()))).Append("\n\n");
        }

        Approval.Matches("help.txt", text.ToString());
    }

    [Fact]
    public async Task Version_is_one_line()
    {
        using var folder = new TemporaryFolder();

        var answer = await Intagent.RunAsync(folder.Path, ["--version"]);

        answer.Expect(0);
        Assert.Matches(@"\A\d+\.\d+\.\d+\S*\r?\n\z", answer.Output);
    }
}
