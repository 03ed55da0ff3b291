using System.Net;

namespace IntegrationAgent.Driver.Conformance.Faults;

/// <summary>What the kit does with one request instead of passing it on.</summary>
internal abstract record FaultAction
{
    /// <summary>An answer in the system's place.</summary>
    internal sealed record Answer(HttpStatusCode Status, string Body = "", string ContentType = "application/json", params (string Name, string Value)[] Headers) : FaultAction;

    /// <summary>No answer: the transport throws.</summary>
    internal sealed record Break(Func<Exception> Make) : FaultAction;

    /// <summary>No answer, ever; the clock may move on.</summary>
    internal sealed record Silence : FaultAction;

    /// <summary>The system does what was asked, and its answer is lost: the connection breaks, or nothing ever comes.</summary>
    internal sealed record LoseAnswer(bool Silently = false) : FaultAction;

    /// <summary>The system's answer, with its body cut in the middle.</summary>
    internal sealed record CutBody : FaultAction;

    /// <summary>The system's answer, with another body.</summary>
    internal sealed record ReplaceBody(Func<string, string> Change) : FaultAction;

    /// <summary>The system's answer, after this much time.</summary>
    internal sealed record Delay(TimeSpan Time) : FaultAction;
}
