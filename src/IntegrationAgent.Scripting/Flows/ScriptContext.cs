using IntegrationAgent.Scripting.Backends;

namespace IntegrationAgent.Scripting.Flows;

/// <summary>One run of one script: numbers its steps.</summary>
internal sealed class ScriptContext(IScriptBackend backend)
{
    private const int FirstLookup = 1_000_000;
    private int queries = -1;
    private int writes = -1;
    private int lookups = -1;

    public IScriptBackend Backend => backend;

    public int NextQuery() => Interlocked.Increment(ref queries);

    /// <summary>Keyed reads have numbers of their own: how many there are depends on where a run begins.</summary>
    public int NextLookup() => FirstLookup + Interlocked.Increment(ref lookups);

    public int NextWrite() => Interlocked.Increment(ref writes);
}
