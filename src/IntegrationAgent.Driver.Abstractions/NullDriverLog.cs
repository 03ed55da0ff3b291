namespace IntegrationAgent.Driver;

/// <summary>A log that keeps nothing.</summary>
public sealed class NullDriverLog : IDriverLog
{
    private NullDriverLog()
    {
    }

    /// <summary>The one instance.</summary>
    public static NullDriverLog Instance { get; } = new();

    /// <inheritdoc />
    public void Write(DriverLogLevel level, string eventName, string message)
    {
    }
}
