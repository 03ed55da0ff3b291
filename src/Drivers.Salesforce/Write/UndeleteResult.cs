namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>What became of one record that was to be taken out of the recycle bin.</summary>
public sealed class UndeleteResult
{
    /// <summary>The record's id.</summary>
    public string Id { get; init; } = "";

    /// <summary>True when it is there again.</summary>
    public bool Restored { get; init; }

    /// <summary>Salesforce's own code where it is not, for example <c>UNDELETE_FAILED</c>; empty otherwise.</summary>
    public string ErrorCode { get; init; } = "";
}
