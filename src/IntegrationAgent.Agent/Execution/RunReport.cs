using IntegrationAgent.Agent.State;

namespace IntegrationAgent.Agent.Execution;

/// <summary>What a run did, for the person who asked for it.</summary>
public sealed class RunReport
{
    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The integration.</summary>
    public required string Integration { get; init; }

    /// <summary>How it ended.</summary>
    public required RunState State { get; init; }

    /// <summary>What became of its records.</summary>
    public required RunCounts Counts { get; init; }

    /// <summary>The code that stopped it; null for success.</summary>
    public string? Code { get; init; }

    /// <summary>One sentence to <see cref="Code"/>; null for success.</summary>
    public string? Message { get; init; }

    /// <summary>What to do next; null for success.</summary>
    public string? NextAction { get; init; }

    /// <summary>How often it was started, this time included.</summary>
    public int Attempt { get; init; }

    /// <summary>Records that are gone at the source.</summary>
    public long DeletedAtSource { get; init; }

    /// <summary>How many of them the target still has.</summary>
    public long DeletedStillInTarget { get; init; }

    /// <summary>What was done about them: <c>keep</c>, <c>delete</c> or <c>ignore</c>.</summary>
    public string DeleteRule { get; init; } = "ignore";

    /// <summary>How many records were read back, and how many of them were as written; null where nothing was verified.</summary>
    public VerificationReport? Verification { get; init; }

    /// <summary>The isolation that the script ran in.</summary>
    public string Isolation { get; init; } = "";

    /// <summary>Calls to each connection.</summary>
    public IReadOnlyDictionary<string, long> Calls { get; init; } = new Dictionary<string, long>();

    /// <summary>From start to end.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>What a reader should know besides.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The status that a command ends with.</summary>
    public ExitCode ExitCode => State switch
    {
        RunState.Succeeded => ExitCode.Ok,
        RunState.CompletedWithErrors or RunState.Incomplete or RunState.Anomaly or RunState.NeedsHuman or RunState.Cancelled => Code switch
        {
            { } code when code.StartsWith("E-CON", StringComparison.Ordinal) => ExitCode.Connection,
            _ => ExitCode.Incomplete,
        },
        _ => ExitCode.Incomplete,
    };
}
