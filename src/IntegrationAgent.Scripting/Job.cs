using IntegrationAgent.Driver;
using IntegrationAgent.Scripting.Flows;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Scripting;

/// <summary>One run of a script: its connections, its time, its parameters. A dry run looks the same.</summary>
public sealed class Job
{
    /// <summary>The name of the log event that carries a discovery script's answer.</summary>
    internal const string AnswerEvent = "answer";

    private readonly ScriptContext context;
    private readonly Dictionary<string, Connection> connections = new(StringComparer.Ordinal);

    internal Job(ScriptContext context)
    {
        this.context = context;
        Random = new Random(context.Backend.Seed);
    }

    /// <summary>The run's logical time, the same in a replay.</summary>
    public DateTimeOffset Now => context.Backend.Now;

    /// <summary>Randomness that is the same in a replay. Not for secrets.</summary>
    public Random Random { get; }

    /// <summary>The parameters that were approved with the script, by name.</summary>
    public IReadOnlyDictionary<string, string> Parameters => context.Backend.Parameters;

    /// <summary>The connection of that name. The name is a constant, so that whoever reads the script knows where it goes.</summary>
    public Connection Connection(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        lock (connections)
        {
            if (!connections.TryGetValue(name, out var connection))
                connections[name] = connection = new Connection(context, name);
            return connection;
        }
    }

    /// <summary>Writes a line to the run's log. It holds counts and names, not the contents of records.</summary>
    public void Log(string message) => Write(DriverLogLevel.Information, "script", message);

    /// <summary>Writes a warning to the run's log.</summary>
    public void Warn(string message) => Write(DriverLogLevel.Warning, "script", message);

    /// <summary>Gives a discovery script's answer: any object, as JSON. The last one counts.</summary>
    public void Answer(object? value) => Write(DriverLogLevel.Information, AnswerEvent, ScriptJson.ToText(value));

    private void Write(DriverLogLevel level, string eventName, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        context.Backend.Log(new LogBody { Level = level, Event = eventName, Message = message });
    }
}
