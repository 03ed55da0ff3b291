using IntegrationAgent.Scripting.Backends;

namespace IntegrationAgent.Scripting.Flows;

/// <summary>One run of one script: numbers its steps.</summary>
internal sealed class ScriptContext(IScriptBackend backend)
{
    private int queries = -1;
    private int writes = -1;

    public IScriptBackend Backend => backend;

    public int NextQuery() => Interlocked.Increment(ref queries);

    public int NextWrite() => Interlocked.Increment(ref writes);
}
