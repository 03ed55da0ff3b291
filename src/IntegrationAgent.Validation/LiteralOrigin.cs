namespace IntegrationAgent.Agent.Validation;

/// <summary>Where a constant in a script comes from.</summary>
public enum LiteralOrigin
{
    /// <summary>Nobody said it: whoever wrote the script made it up.</summary>
    Invented = 0,

    /// <summary>The user said it.</summary>
    User = 1,

    /// <summary>A driver's documents say it.</summary>
    Docs = 2,

    /// <summary>It names something that discovery found.</summary>
    Schema = 3,

    /// <summary>It was seen in the systems' data.</summary>
    Data = 4,

    /// <summary>It means nothing by itself: empty, 0 or 1.</summary>
    Trivial = 5,
}
