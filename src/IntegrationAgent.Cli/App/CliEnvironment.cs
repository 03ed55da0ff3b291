using System.Collections;
using System.Globalization;

namespace IntegrationAgent.Cli.App;

/// <summary>Everything ambient that a command may touch: streams, terminal, variables, clock. Tests bring their own.</summary>
internal sealed class CliEnvironment
{
    private const int DefaultWidth = 100;
    private const int LeastWidth = 40;

    public required TextReader Input { get; init; }

    public required TextWriter Output { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>True when a person reads the output as it comes: progress is shown.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>True when a person can be asked.</summary>
    public bool InputIsTerminal { get; init; }

    /// <summary>True when colours may be used.</summary>
    public bool Colors { get; init; }

    public int Width { get; init; } = DefaultWidth;

    public required IReadOnlyDictionary<string, string> Variables { get; init; }

    public required string CurrentFolder { get; init; }

    public required string UserName { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;

    public string? Variable(string name) => Variables.GetValueOrDefault(name);

    public static CliEnvironment OfProcess()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        var terminal = !Console.IsOutputRedirected;
        return new CliEnvironment
        {
            Input = Console.In,
            Output = Console.Out,
            Error = Console.Error,
            OutputIsTerminal = terminal,
            InputIsTerminal = !Console.IsInputRedirected && terminal,
            Colors = terminal && string.IsNullOrEmpty(variables.GetValueOrDefault("NO_COLOR")) && variables.GetValueOrDefault("TERM") != "dumb",
            Width = WidthOf(variables, terminal),
            Variables = variables,
            CurrentFolder = Environment.CurrentDirectory,
            UserName = Environment.UserName,
        };
    }

    private static int WidthOf(Dictionary<string, string> variables, bool terminal)
    {
        if (int.TryParse(variables.GetValueOrDefault("COLUMNS"), NumberStyles.None, CultureInfo.InvariantCulture, out var columns) && columns >= LeastWidth)
            return columns;
        if (!terminal)
            return DefaultWidth;
        try
        {
            return Console.WindowWidth >= LeastWidth ? Console.WindowWidth : DefaultWidth;
        }
        catch (IOException)
        {
            return DefaultWidth;
        }
    }
}
