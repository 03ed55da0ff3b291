namespace IntegrationAgent.Agent.Packages;

/// <summary>The content of <c>feed.json</c>, which a build writes beside the packages that it made.</summary>
internal sealed record FeedDescription
{
    public required string Version { get; init; }

    public IReadOnlyList<string> Packages { get; set; } = [];
}
