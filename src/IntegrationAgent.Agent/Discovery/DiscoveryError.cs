namespace IntegrationAgent.Agent.Discovery;

/// <summary>Why discovery has no answer.</summary>
public sealed class DiscoveryError
{
    /// <summary>One of <see cref="DiscoveryErrorCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>One sentence, safe to show.</summary>
    public required string Message { get; init; }

    /// <summary>When asking again can help: <c>never</c>, <c>now</c>, <c>after</c>, <c>after_user_action</c>.</summary>
    public required string Retry { get; init; }

    /// <summary>The nearest valid names.</summary>
    public IReadOnlyList<string> Suggestions { get; init; } = [];
}
