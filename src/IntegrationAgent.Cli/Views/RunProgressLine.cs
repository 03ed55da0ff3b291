using System.Globalization;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Cli.App;
using IntegrationAgent.Cli.Terminal;

namespace IntegrationAgent.Cli.Views;

/// <summary>How far a run has come, on one line that replaces itself; nothing where nobody watches.</summary>
internal sealed class RunProgressLine(CliEnvironment environment, Screen screen) : IProgress<RunProgress>
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private readonly Lock gate = new();
    private long last;

    public static IProgress<RunProgress>? For(CommandSession session) =>
        session.Environment.OutputIsTerminal && !session.Json ? new RunProgressLine(session.Environment, session.Screen) : null;

    public void Report(RunProgress value)
    {
        lock (gate)
        {
            var now = environment.Time.GetTimestamp();
            if (last != 0 && environment.Time.GetElapsedTime(last, now) < Interval)
                return;
            last = now;
            screen.Progress(Text(value));
        }
    }

    internal static string Text(RunProgress value)
    {
        var seconds = value.Elapsed.TotalSeconds;
        var rate = seconds > 0 ? value.Done / seconds : 0;
        var share = value.Total is > 0 and var total ? $" of {Show.Count(total)}" : "";
        var left = value.Total is > 0 and var all && rate > 0 && all > value.Done
            ? $" · {Show.Seconds(TimeSpan.FromSeconds((all - value.Done) / rate))} left"
            : "";
        return $"  {value.Phase,-7} {Show.Count(value.Done)}{share} · {rate.ToString("N0", CultureInfo.InvariantCulture)}/s · {Show.Count(value.Calls)} calls{left}";
    }
}
