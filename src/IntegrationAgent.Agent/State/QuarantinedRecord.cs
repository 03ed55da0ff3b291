namespace IntegrationAgent.Agent.State;

/// <summary>A record that was set aside.</summary>
public sealed class QuarantinedRecord
{
    /// <summary>The record's key as the executor encodes it; kept encrypted under the run's key.</summary>
    public required ReadOnlyMemory<byte> Key { get; init; }

    /// <summary>The error code, for example <c>invalid_value</c>.</summary>
    public required string Code { get; init; }

    /// <summary>The field that is at fault; empty when it is the record.</summary>
    public string Field { get; init; } = "";

    /// <summary>The rule that it broke, in safe words without the value.</summary>
    public required string Reason { get; init; }

    /// <summary>The record itself for a retry, as the executor encodes it; kept encrypted under the run's key. Empty when only the key is kept.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }
}
