using System.Diagnostics.CodeAnalysis;

namespace IntegrationAgent.Driver;

/// <summary>The settings of a connection that are not secret, by the names that the driver declares with <see cref="SettingAttribute"/>. Immutable.</summary>
public sealed class ConnectionSettings
{
    private readonly Dictionary<string, string> values;

    /// <summary>Copies the values. Names are compared without case.</summary>
    public ConnectionSettings(IEnumerable<KeyValuePair<string, string>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        this.values = new Dictionary<string, string>(values, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The names that are set.</summary>
    public IReadOnlyCollection<string> Names => values.Keys;

    /// <summary>Gets the value, or false where it is not set or empty.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out string? value) => values.TryGetValue(name, out value) && value.Length > 0;

    /// <summary>Gets the value, or null where it is not set.</summary>
    public string? GetOptional(string name) => TryGet(name, out var value) ? value : null;

    /// <summary>Gets the value.</summary>
    /// <exception cref="DriverException"><see cref="DriverErrorCode.InvalidValue"/> when it is not set.</exception>
    public string GetRequired(string name) => TryGet(name, out var value)
        ? value
        : throw new DriverException(DriverErrorCode.InvalidValue, $"The setting '{name}' is not set. Set it on the connection.")
        {
            Scope = ErrorScope.Connection,
            Retry = RetryAdvice.AfterUserAction,
            Target = name,
        };
}
