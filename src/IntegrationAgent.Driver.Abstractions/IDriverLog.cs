namespace IntegrationAgent.Driver;

/// <summary>A driver's log. Thread-safe; never throws.</summary>
public interface IDriverLog
{
    /// <summary>Writes one event: a stable name in snake_case and a short text for developers.</summary>
    void Write(DriverLogLevel level, string eventName, string message);
}
