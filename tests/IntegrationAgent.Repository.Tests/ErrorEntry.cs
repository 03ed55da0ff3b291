namespace IntegrationAgent.Repository.Tests;

/// <summary>What the sources say about one error code.</summary>
internal sealed class ErrorEntry
{
    public string Meaning { get; set; } = "";

    public string NextAction { get; set; } = "";

    public SortedSet<int> ExitCodes { get; } = [];
}
