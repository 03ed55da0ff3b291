namespace IntegrationAgent.Driver;

/// <summary>Whether a field of a record has a value.</summary>
public enum ValueState
{
    /// <summary>It has one.</summary>
    Present = 0,

    /// <summary>It has none. Written, this clears the field.</summary>
    Null = 1,

    /// <summary>It is not part of the record. Written, the field is left alone.</summary>
    Absent = 2,
}
