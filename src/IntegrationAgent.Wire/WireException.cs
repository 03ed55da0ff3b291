namespace IntegrationAgent.Wire;

/// <summary>The connection to another process broke: it ended without saying so, or it did not keep to the protocol.</summary>
public sealed class WireException : IOException
{
    /// <summary>Makes an error with its code, one of the constants of this class.</summary>
    public WireException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>The peer ended without an END frame.</summary>
    public const string PeerGone = "E-WIRE-GONE";

    /// <summary>The peer did not keep to the protocol.</summary>
    public const string Malformed = "E-WIRE-MALFORMED";

    /// <summary>The peer went over a limit.</summary>
    public const string Limit = "E-WIRE-LIMIT";

    /// <summary>This side has closed the connection.</summary>
    public const string Closed = "E-WIRE-CLOSED";

    /// <summary>What happened.</summary>
    public string Code { get; }
}
