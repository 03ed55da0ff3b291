using System.Text;
using IntegrationAgent.Agent;
using IntegrationAgent.Cli.App;

namespace IntegrationAgent.Cli.Terminal;

/// <summary>Asks the person at the terminal.</summary>
internal static class TerminalInput
{
    /// <summary>Asks for a text. A hidden one is not echoed.</summary>
    public static string Ask(CommandSession session, string question, bool hidden = false)
    {
        session.Screen.Prompt($"  {question}: ");
        var answer = hidden && !Console.IsInputRedirected ? ReadHidden(session) : session.Environment.Input.ReadLine();
        return answer?.Trim() ?? throw Ended();
    }

    /// <summary>Asks for one of several choices, by number or by name; an empty answer takes the default.</summary>
    public static int Choose(CommandSession session, string question, IReadOnlyList<string> choices, int preferred)
    {
        while (true)
        {
            session.Screen.Prompt($"  {question} [{preferred + 1}]: ");
            var answer = (session.Environment.Input.ReadLine() ?? throw Ended()).Trim();
            if (answer.Length == 0)
                return preferred;
            if (int.TryParse(answer, out var number) && number >= 1 && number <= choices.Count)
                return number - 1;
            for (var i = 0; i < choices.Count; i++)
            {
                if (string.Equals(choices[i], answer, StringComparison.OrdinalIgnoreCase))
                    return i;
            }

            session.Screen.Text($"Answer with a number from 1 to {choices.Count}, or a name.", 2, Tone.Warn);
        }
    }

    /// <summary>Asks yes or no; an empty answer is no.</summary>
    public static bool Confirm(CommandSession session, string question)
    {
        session.Screen.Prompt($"  {question} [y/N]: ");
        return (session.Environment.Input.ReadLine() ?? throw Ended()).Trim() is "y" or "Y" or "yes";
    }

    private static AgentException Ended() => new(
        "E-CLI-INPUT", "The input ended before the question was answered.", "Answer on a terminal, or give the answers with options.", ExitCode.Usage);

    private static string ReadHidden(CommandSession session)
    {
        var text = new StringBuilder();
        while (Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace && text.Length > 0)
                text.Length--;
            else if (!char.IsControl(key.KeyChar))
                text.Append(key.KeyChar);
        }

        session.Screen.Line();
        return text.ToString();
    }
}
