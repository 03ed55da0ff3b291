using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace IntegrationAgent.Agent.Faults;

/// <summary>
/// Fault points armed from the environment: <c>INTAGENT_FAULT="name[:n]=kill|stop|throw"</c>, several separated by commas,
/// <c>n</c> the passage that triggers (the first by default). It is read only where <c>INTAGENT_FAULTS=enabled</c>, once, by the composition root.
/// </summary>
public sealed partial class ArmedFaults : IFaultInjector
{
    /// <summary>The variable that must say <c>enabled</c> before any other is looked at.</summary>
    public const string EnablingVariable = "INTAGENT_FAULTS";

    /// <summary>The variable that names the points.</summary>
    public const string PointsVariable = "INTAGENT_FAULT";

    private const int SignalStop = 19;
    private readonly Dictionary<string, Arming> armings = new(StringComparer.Ordinal);

    private ArmedFaults(IEnumerable<Arming> armings)
    {
        foreach (var arming in armings)
            this.armings[arming.Point] = arming;
    }

    /// <summary>The injector that the environment asks for; <see cref="NoFaults"/> unless faults are enabled there.</summary>
    /// <exception cref="AgentException"><c>E-FLT-SPEC</c>: faults are enabled and the list cannot be read.</exception>
    public static IFaultInjector FromEnvironment(Func<string, string?> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        if (!string.Equals(read(EnablingVariable), "enabled", StringComparison.Ordinal))
            return NoFaults.Instance;
        var points = read(PointsVariable);
        return string.IsNullOrWhiteSpace(points) ? NoFaults.Instance : Parse(points);
    }

    /// <inheritdoc/>
    public void Hit(string name)
    {
        if (armings.TryGetValue(name, out var arming) && Interlocked.Increment(ref arming.Passed) == arming.Passage)
            Trigger(arming);
    }

    internal static ArmedFaults Parse(string text) =>
        new(text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(ParseOne));

    private static Arming ParseOne(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var left = equals < 0 ? text : text[..equals];
        var colon = left.IndexOf(':', StringComparison.Ordinal);
        var point = colon < 0 ? left : left[..colon];
        var passage = 1;
        var known = FaultPoints.All.Contains(point, StringComparer.Ordinal)
            && (colon < 0 || (int.TryParse(left.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out passage) && passage > 0));
        if (!known || equals < 0 || !Enum.TryParse<FaultAction>(text[(equals + 1)..], ignoreCase: true, out var action))
        {
            throw new AgentException(
                "E-FLT-SPEC",
                $"'{text}' in {PointsVariable} names no fault point and action.",
                $"Write name[:n]=kill|stop|throw with one of: {string.Join(", ", FaultPoints.All)}.",
                ExitCode.Usage);
        }

        return new Arming(point, passage, action);
    }

    private static void Trigger(Arming arming)
    {
        switch (arming.Action)
        {
            case FaultAction.Kill:
                using (var self = Process.GetCurrentProcess())
                    self.Kill();
                Thread.Sleep(Timeout.Infinite);
                break;
            case FaultAction.Stop:
                // To this thread and not to the process, of which another thread might take the signal while this one goes on.
                _ = Raise(SignalStop);
                break;
            case FaultAction.Throw:
            default:
                throw new FaultInjectedException(arming.Point);
        }
    }

    [LibraryImport("libc", EntryPoint = "raise")]
    private static partial int Raise(int signal);

    private sealed class Arming(string point, int passage, FaultAction action)
    {
        public int Passed;

        public string Point { get; } = point;

        public int Passage { get; } = passage;

        public FaultAction Action { get; } = action;
    }
}
