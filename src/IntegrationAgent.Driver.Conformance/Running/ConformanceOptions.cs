namespace IntegrationAgent.Driver.Conformance;

/// <summary>How the kit runs.</summary>
public sealed class ConformanceOptions
{
    /// <summary>How long one check may take by the real clock; then it has failed and what it runs is left behind.</summary>
    /// <value>Default: 30 seconds.</value>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many checks in one run may reach their deadline before the rest is failed without being run.</summary>
    /// <value>Default: 3.</value>
    public int MaxHangs { get; set; } = 3;

    /// <summary>How many records the memory check reads; at least 1,000.</summary>
    /// <value>Default: 20,000.</value>
    public int ManyRecords { get; set; } = 20_000;

    /// <summary>How many objects a large system has; at least 100.</summary>
    /// <value>Default: 5,000.</value>
    public int ManyObjects { get; set; } = 5_000;

    /// <summary>Where generated values begin.</summary>
    /// <value>Default: 1.</value>
    public int Seed { get; set; } = 1;

    /// <summary>Only these checks, by name; null for all. A report of a part is not packed.</summary>
    /// <value>Default: null.</value>
    public IReadOnlyList<string>? Only { get; set; }

    /// <summary>Another manifest than the assembly's own, in the kit's own tests; null for that one.</summary>
    /// <value>Default: null.</value>
    internal string? Manifest { get; set; }
}
