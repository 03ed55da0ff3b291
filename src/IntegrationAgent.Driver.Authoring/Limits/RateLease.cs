namespace IntegrationAgent.Driver.Authoring;

/// <summary>The right to make one call. Dispose it when the call has ended.</summary>
public readonly struct RateLease : IDisposable, IEquatable<RateLease>
{
    private readonly ConcurrencyGate? gate;

    internal RateLease(ConcurrencyGate? gate) => this.gate = gate;

    /// <summary>Compares what they hold.</summary>
    public static bool operator ==(RateLease left, RateLease right) => left.Equals(right);

    /// <summary>Compares what they hold.</summary>
    public static bool operator !=(RateLease left, RateLease right) => !left.Equals(right);

    /// <inheritdoc />
    public void Dispose() => gate?.Release();

    /// <inheritdoc />
    public bool Equals(RateLease other) => ReferenceEquals(gate, other.gate);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is RateLease other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => gate?.GetHashCode() ?? 0;
}
