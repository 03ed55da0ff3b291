using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace IntegrationAgent.Driver;

/// <summary>
/// What went wrong, as a stable word in snake_case. An open set: a driver may declare codes of its own with <see cref="DriverErrorAttribute"/>;
/// a caller treats a code it does not know as <see cref="Unknown"/>.
/// </summary>
public readonly struct DriverErrorCode : IEquatable<DriverErrorCode>
{
    private static readonly SearchValues<char> Letters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");
    private readonly string? value;

    /// <summary>Wraps a word of 1 to 64 characters out of <c>a-z</c>, <c>0-9</c> and <c>_</c>.</summary>
    public DriverErrorCode(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        if (value.Length > 64 || value.AsSpan().ContainsAnyExcept(Letters))
            throw new ArgumentException("An error code is 1 to 64 characters out of a-z, 0-9 and _.", nameof(value));
        this.value = value;
    }

    /// <summary>The system could not be reached.</summary>
    public static DriverErrorCode ConnectionFailed { get; } = new("connection_failed");

    /// <summary>The credential was refused.</summary>
    public static DriverErrorCode AuthenticationFailed { get; } = new("authentication_failed");

    /// <summary>The credential is good, and may not do this.</summary>
    public static DriverErrorCode PermissionDenied { get; } = new("permission_denied");

    /// <summary>No such object; suggestions hold the nearest names.</summary>
    public static DriverErrorCode ObjectNotFound { get; } = new("object_not_found");

    /// <summary>No such field; suggestions hold the nearest names.</summary>
    public static DriverErrorCode FieldNotFound { get; } = new("field_not_found");

    /// <summary>The query cannot be answered as asked.</summary>
    public static DriverErrorCode InvalidQuery { get; } = new("invalid_query");

    /// <summary>A value does not fit its field or setting.</summary>
    public static DriverErrorCode InvalidValue { get; } = new("invalid_value");

    /// <summary>Something changed at the same time, or holds a lock.</summary>
    public static DriverErrorCode Conflict { get; } = new("conflict");

    /// <summary>A unique value exists already.</summary>
    public static DriverErrorCode Duplicate { get; } = new("duplicate");

    /// <summary>Too many calls now; less later is fine.</summary>
    public static DriverErrorCode RateLimited { get; } = new("rate_limited");

    /// <summary>A quota over hours or days is used up.</summary>
    public static DriverErrorCode QuotaExhausted { get; } = new("quota_exhausted");

    /// <summary>No answer in time.</summary>
    public static DriverErrorCode Timeout { get; } = new("timeout");

    /// <summary>The system is there and cannot serve now.</summary>
    public static DriverErrorCode Unavailable { get; } = new("unavailable");

    /// <summary>The position in a result is no longer known to the system.</summary>
    public static DriverErrorCode CursorExpired { get; } = new("cursor_expired");

    /// <summary>The object is no longer what it was when the work began.</summary>
    public static DriverErrorCode SchemaChanged { get; } = new("schema_changed");

    /// <summary>The driver or the system does not have this ability.</summary>
    public static DriverErrorCode Unsupported { get; } = new("unsupported");

    /// <summary>Fewer records came than the system promised, or the stream ended without saying why.</summary>
    public static DriverErrorCode IncompleteResult { get; } = new("incomplete_result");

    /// <summary>Anything else; for a write, that its outcome is not known.</summary>
    public static DriverErrorCode Unknown { get; } = new("unknown");

    /// <summary>The word; <c>unknown</c> for the default value.</summary>
    public string Value => value ?? "unknown";

    /// <summary>Compares the words.</summary>
    public static bool operator ==(DriverErrorCode left, DriverErrorCode right) => left.Equals(right);

    /// <summary>Compares the words.</summary>
    public static bool operator !=(DriverErrorCode left, DriverErrorCode right) => !left.Equals(right);

    /// <inheritdoc />
    public bool Equals(DriverErrorCode other) => string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc />
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is DriverErrorCode other && Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => string.GetHashCode(Value, StringComparison.Ordinal);

    /// <summary>The word.</summary>
    public override string ToString() => Value;
}
