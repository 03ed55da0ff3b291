namespace IntegrationAgent.Driver;

/// <summary>Which way a relationship goes.</summary>
public enum RelationshipKind
{
    /// <summary>Many of the asked object belong to one at the other end.</summary>
    Parent = 0,

    /// <summary>One of the asked object has many at the other end.</summary>
    Children = 1,
}
