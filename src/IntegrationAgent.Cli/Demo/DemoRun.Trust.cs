using System.Text;
using System.Text.Json.Nodes;
using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Demo;

/// <summary>Step 8: the audit, and what happens to a script that is not the one that was approved.</summary>
internal sealed partial class DemoRun
{
    private async Task ShowTrustAsync(CancellationToken cancellationToken)
    {
        Step(8, "What can be relied on");
        await host.Store.Audit.CheckpointAsync(cancellationToken).ConfigureAwait(false);
        var verification = await AuditVerifier.VerifyAsync(host.Workspace, cancellationToken).ConfigureAwait(false);
        Expect(verification.IsWhole, $"the audit is whole: {Show.Count(verification.Events, "event")} in a hash chain, {Show.Count(verification.Checkpoints, "signed checkpoint")}");
        session.Result["audit"] = CliJson.Node(verification);

        var path = host.Workspace.Integration(integration).Paths.Script;
        var original = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        var rows = DemoSql.Digest(DatabasePath, targetObject);
        try
        {
            var (edited, line, before, after) = EditOneByte(original);
            await File.WriteAllBytesAsync(path, edited, cancellationToken).ConfigureAwait(false);
            screen.Text($"one byte of the script is edited, in line {line}:", 4, Tone.Dim);
            screen.Code("- " + before, 6);
            screen.Code("+ " + after, 6);
            await service.RunAsync(integration, resume: false, null, null, cancellationToken).ConfigureAwait(false);
            Expect(false, "the changed script is refused");
        }
        catch (AgentException exception)
        {
            screen.Text($"error {exception.Code}: {exception.Message}", 4, Tone.Bad);
            screen.Text($"next: {exception.NextAction}", 4, Tone.Dim);
            Expect(exception.Code == "E-APR-MISMATCH" && DemoSql.Digest(DatabasePath, targetObject) == rows, $"the changed script is refused (exit {(int)exception.ExitCode}), and nothing was written");
            session.Result["refusal"] = new JsonObject { ["code"] = exception.Code, ["exitCode"] = (int)exception.ExitCode };
        }
        finally
        {
            await File.WriteAllBytesAsync(path, original, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Changes a digit of the script's own part, such as the days of a filter; where there is none, its last byte.</summary>
    private static (byte[] Edited, int Line, string Before, string After) EditOneByte(byte[] original)
    {
        var lines = ScriptBindings.Body(Encoding.UTF8.GetString(original)).Split('\n');
        var edited = (byte[])original.Clone();
        var offset = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            var at = lines[i].StartsWith('#') || lines[i].TrimStart().StartsWith("//", StringComparison.Ordinal) ? -1 : lines[i].AsSpan().IndexOfAnyInRange('0', '9');
            if (at >= 0)
            {
                var place = offset + Encoding.UTF8.GetByteCount(lines[i].AsSpan(0, at));
                edited[place] = edited[place] == (byte)'9' ? (byte)'8' : (byte)'9';
                return (edited, i + 1, lines[i].Trim(), (lines[i][..at] + (char)edited[place] + lines[i][(at + 1)..]).Trim());
            }

            offset += Encoding.UTF8.GetByteCount(lines[i]) + 1;
        }

        edited[^1] = (byte)' ';
        return (edited, lines.Length, "(the end of its last line)", "(a space)");
    }
}
