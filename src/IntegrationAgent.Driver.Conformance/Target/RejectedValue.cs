namespace IntegrationAgent.Driver.Conformance;

/// <summary>A value that makes the system refuse a record. Immutable.</summary>
public sealed class RejectedValue
{
    /// <summary>The field.</summary>
    public required string Field { get; init; }

    /// <summary>The value: <see cref="RecordValue.Null"/> for a mandatory field, a text that is too long, a word that is not among the choices.</summary>
    public required RecordValue Value { get; init; }

    /// <summary>The code that the record's outcome must have; null for any but <c>unknown</c>.</summary>
    public DriverErrorCode? Code { get; init; }
}
