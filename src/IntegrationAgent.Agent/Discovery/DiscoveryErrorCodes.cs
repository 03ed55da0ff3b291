namespace IntegrationAgent.Agent.Discovery;

/// <summary>The codes of discovery.</summary>
public static class DiscoveryErrorCodes
{
    /// <summary>It took too long.</summary>
    public const string Timeout = "E-DSC-TIMEOUT";

    /// <summary>It would have used more calls, rows or memory than it may.</summary>
    public const string Limit = "E-DSC-LIMIT";

    /// <summary>The credential was refused; a person must act.</summary>
    public const string Auth = "E-DSC-AUTH";

    /// <summary>The system cannot be reached.</summary>
    public const string Unreachable = "E-DSC-UNREACHABLE";

    /// <summary>No such object or field.</summary>
    public const string NotFound = "E-DSC-NOT-FOUND";

    /// <summary>A discovery script wanted to write.</summary>
    public const string WriteDenied = "E-DSC-WRITE-DENIED";

    /// <summary>A discovery script does not compile, breaks a rule, or failed.</summary>
    public const string Script = "E-DSC-SCRIPT";

    /// <summary>The workspace's policy shows a model schema only.</summary>
    public const string Values = "E-DSC-VALUES";

    /// <summary>All codes.</summary>
    public static IReadOnlyList<string> All { get; } = [Timeout, Limit, Auth, Unreachable, NotFound, WriteDenied, Script, Values];
}
