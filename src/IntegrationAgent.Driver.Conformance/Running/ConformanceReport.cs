using System.Globalization;
using System.Reflection;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>What became of a run of the kit. Immutable.</summary>
public sealed class ConformanceReport
{
    /// <summary>The driver's id; empty where its assembly has no manifest.</summary>
    public required string DriverId { get; init; }

    /// <summary>The assembly that the driver is in; null where not even its class could be made.</summary>
    public required Assembly? DriverAssembly { get; init; }

    /// <summary>The results, in the order of <see cref="ConformanceChecks.All"/>.</summary>
    public required IReadOnlyList<ConformanceResult> Results { get; init; }

    /// <summary>What was said between driver and system, without secrets and record values.</summary>
    public IReadOnlyList<RecordedCall> Calls { get; init; } = [];

    /// <summary>The settings of the connection over which <see cref="Calls"/> were recorded, scrubbed.</summary>
    public IReadOnlyDictionary<string, string> RecordedSettings { get; init; } = new Dictionary<string, string>();

    /// <summary>The capabilities that the manifest declares.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>The version of the kit.</summary>
    public string KitVersion { get; } = typeof(ConformanceReport).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>True when every check of the kit was run.</summary>
    public bool IsComplete => ConformanceChecks.All.All(check => Results.Any(result => result.Check == check));

    /// <summary>True when every check was run and none failed.</summary>
    public bool IsPassed => IsComplete && Results.All(result => result.Status != ConformanceStatus.Failed);

    /// <summary>How long the checks took together, by the real clock.</summary>
    public TimeSpan Duration => Results.Aggregate(TimeSpan.Zero, static (sum, result) => sum + result.Duration);

    /// <summary>One line for people: <c>conformance of helpdesk: 40 passed, 14 not applicable, 0 failed, in 9.8 s</c>.</summary>
    public override string ToString()
    {
        int Count(ConformanceStatus status) => Results.Count(result => result.Status == status);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"conformance of {DriverId}: {Count(ConformanceStatus.Passed)} passed, {Count(ConformanceStatus.NotApplicable)} not applicable, {Count(ConformanceStatus.Failed)} failed, in {Duration.TotalSeconds:F1} s");
    }
}
