using System.Globalization;
using System.Text;

namespace IntegrationAgent.Wire.Messages;

/// <summary>A host has started.</summary>
public sealed class ReadyBody
{
    /// <summary>The version of the wire; both ends must have the same.</summary>
    public required int WireVersion { get; init; }

    /// <summary>The level of isolation that the host proved to itself.</summary>
    public required string Isolation { get; init; }

    /// <summary>The host's process, as it sees itself.</summary>
    public int ProcessId { get; init; }

    /// <summary>The JSON, written without what reads and writes every other message.</summary>
    internal byte[] ToUtf8()
    {
        foreach (var character in Isolation)
        {
            if (!char.IsAsciiLetterOrDigit(character))
                throw new ArgumentException("An isolation level is one word of ASCII letters and digits.");
        }

        return Encoding.UTF8.GetBytes(string.Concat(
            "{\"wireVersion\":" + WireVersion.ToString(CultureInfo.InvariantCulture),
            ",\"isolation\":\"" + Isolation,
            "\",\"processId\":" + ProcessId.ToString(CultureInfo.InvariantCulture),
            "}"));
    }
}
