namespace IntegrationAgent.Agent.Authoring.Guided;

/// <summary>What a sentence says, before anything is looked up.</summary>
internal sealed record ReadRequest
{
    /// <summary>What is to be synced, for example <c>leads</c>; empty where the sentence does not say.</summary>
    public string Object { get; init; } = "";

    /// <summary>The system that it comes from, for example <c>Salesforce</c>.</summary>
    public string Source { get; init; } = "";

    /// <summary>The system that it goes to, for example <c>the warehouse</c>.</summary>
    public string Target { get; init; } = "";

    /// <summary>The table that it goes to, where the sentence names one.</summary>
    public string TargetObject { get; init; } = "";

    /// <summary>The fields, in the user's words.</summary>
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>True for "everything", "all fields".</summary>
    public bool AllFields { get; init; }

    /// <summary>The conditions, in the user's words.</summary>
    public IReadOnlyList<string> Conditions { get; init; } = [];

    /// <summary>What the user said about deletes: true to delete, false to keep, null for nothing.</summary>
    public bool? DeleteToo { get; init; }

    /// <summary>When it is to run; empty for by hand.</summary>
    public string Schedule { get; init; } = "";

    /// <summary>What was not understood.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];
}
