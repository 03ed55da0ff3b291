namespace IntegrationAgent.Scripting.Backends;

/// <summary>What a host that runs a script in its own process gives it.</summary>
internal sealed class ScriptRuntime(IScriptBackend backend, CancellationToken cancellationToken)
{
    private static readonly AsyncLocal<ScriptRuntime?> Current = new();

    /// <summary>The host of the script that runs in this flow of control; null when it was started by itself.</summary>
    public static ScriptRuntime? Hosted
    {
        get => Current.Value;
        set => Current.Value = value;
    }

    public IScriptBackend Backend { get; } = backend;

    public CancellationToken CancellationToken { get; } = cancellationToken;
}
