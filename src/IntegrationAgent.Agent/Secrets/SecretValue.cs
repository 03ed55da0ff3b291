using System.Diagnostics;

namespace IntegrationAgent.Agent.Secrets;

/// <summary>A secret that does not print, compare by text, or serialize. Only <see cref="Reveal"/> gives it away, and every call of that is a place to look at.</summary>
[DebuggerDisplay("***")]
public sealed class SecretValue
{
    private readonly string value;

    /// <summary>Wraps a value.</summary>
    public SecretValue(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        Name = name;
        this.value = value;
    }

    /// <summary>The name of the variable it came from; not secret.</summary>
    public string Name { get; }

    /// <summary>The text itself: for the frame to a driver host and the header of a model client, nowhere else.</summary>
    public string Reveal() => value;

    /// <summary>Three stars.</summary>
    public override string ToString() => "***";
}
