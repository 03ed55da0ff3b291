using System.Collections.Concurrent;
using IntegrationAgent.Driver.Conformance.Clock;

namespace IntegrationAgent.Driver.Conformance.Faults;

/// <summary>
/// Between driver and system: every HTTP request of the driver passes here, is written down, and meets the fault that the check has armed. Thread-safe.
/// </summary>
internal sealed class FaultLayer(VirtualClock clock, ConformanceTarget target)
{
    private readonly ConcurrentQueue<HttpCall> calls = new();
    private int count;
    private int inFlight;
    private int mostInFlight;

    public VirtualClock Clock => clock;

    public ConformanceTarget Target => target;

    /// <summary>Chooses what happens to a request; null passes it on. May count by itself: it is asked once for each request.</summary>
    public Func<HttpCall, FaultAction?> Rule { get; set; } = static _ => null;

    /// <summary>The same, for what depends on the answer; asked after the system has answered.</summary>
    public Func<HttpCall, CancellationToken, ValueTask<FaultAction?>>? AfterAnswer { get; set; }

    public IReadOnlyCollection<HttpCall> Calls => calls;

    public int Count => Volatile.Read(ref count);

    /// <summary>How many requests were under way at once, at most, since <see cref="ResetMost"/>.</summary>
    public int MostInFlight => Volatile.Read(ref mostInFlight);

    /// <summary>False to keep no bodies, where memory is measured.</summary>
    public bool KeepBodies { get; set; } = true;

    public bool HandlerMade { get; private set; }

    public HttpMessageHandler CreateHandler()
    {
        HandlerMade = true;
        return new FaultHandler(this, target.CreateHttpHandler());
    }

    public void ResetMost() => Volatile.Write(ref mostInFlight, 0);

    public HttpCall Begin(HttpRequestMessage request, string? body)
    {
        var call = new HttpCall
        {
            Index = Interlocked.Increment(ref count),
            Method = request.Method,
            Uri = request.RequestUri!,
            RequestHeaders = request.Headers.ToString(),
            Authorization = request.Headers.NonValidated.TryGetValues("Authorization", out var values) ? values.ToString() : null,
            RequestBody = body,
            StartedAt = clock.GetUtcNow(),
        };
        calls.Enqueue(call);
        var now = Interlocked.Increment(ref inFlight);
        int most;
        while (now > (most = Volatile.Read(ref mostInFlight)) && Interlocked.CompareExchange(ref mostInFlight, now, most) != most)
        {
        }

        return call;
    }

    public void End(HttpCall call)
    {
        call.EndedAt = clock.GetUtcNow();
        Interlocked.Decrement(ref inFlight);
    }
}
