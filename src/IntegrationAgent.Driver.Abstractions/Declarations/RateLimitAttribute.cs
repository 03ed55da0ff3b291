namespace IntegrationAgent.Driver;

/// <summary>Declares a limit of the system. One shared budget for each connection keeps to it.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class RateLimitAttribute : Attribute
{
    /// <summary>Names the limit.</summary>
    public RateLimitAttribute(string name) => Name = name;

    /// <summary>A word in snake_case, for example <c>daily_api_requests</c>.</summary>
    public string Name { get; }

    /// <summary>The length of the window in seconds; 0 for a limit on concurrency only.</summary>
    public int WindowSeconds { get; set; }

    /// <summary>How much may be used in a window; 0 where only the system knows.</summary>
    public long Quota { get; set; }

    /// <summary>How many calls may be under way at once; 0 for no limit.</summary>
    public int Concurrency { get; set; }

    /// <summary>How much one call uses.</summary>
    /// <value>Default: 1.</value>
    public int CostPerCall { get; set; } = 1;

    /// <summary>The share that is left to the people who use the same quota, in percent.</summary>
    /// <value>Default: 10.</value>
    public int ReservePercent { get; set; } = 10;

    /// <summary>How the remaining quota is read, for people; for example the name of a header.</summary>
    public string ReadFrom { get; set; } = "";
}
