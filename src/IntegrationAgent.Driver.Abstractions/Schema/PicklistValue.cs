namespace IntegrationAgent.Driver;

/// <summary>One value to choose from.</summary>
public sealed class PicklistValue
{
    /// <summary>The stored value.</summary>
    public required string Value { get; init; }

    /// <summary>What people see. Third-party text.</summary>
    public string Label { get; init; } = "";

    /// <summary>False for a value that is kept only for old records.</summary>
    public bool Active { get; init; } = true;

    /// <summary>The values of <see cref="FieldSchema.ControllingField"/> with which it may be chosen; null where it may always be.</summary>
    public IReadOnlyList<string>? ValidFor { get; init; }
}
