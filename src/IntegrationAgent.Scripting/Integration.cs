using IntegrationAgent.Scripting.Backends;
using IntegrationAgent.Scripting.Flows;
using IntegrationAgent.Scripting.Standalone;

namespace IntegrationAgent.Scripting;

/// <summary>Runs an integration script: the one call of its top level.</summary>
public static class Integration
{
    /// <summary>
    /// Runs <paramref name="script"/>. In a sandbox it speaks to the agent; started by itself (<c>dotnet run script.cs</c>) it loads the drivers it references,
    /// and writes only with <c>--apply</c>.
    /// </summary>
    /// <returns>The process's status: 0 when the script came to its end.</returns>
    public static async Task<int> RunAsync(string[] args, Func<Job, CancellationToken, Task> script)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(script);
        if (ScriptRuntime.Hosted is { } hosted)
        {
            await script(new Job(new ScriptContext(hosted.Backend)), hosted.CancellationToken).ConfigureAwait(false);
            return 0;
        }

        return await StandaloneRun.Here().RunAsync(args, script).ConfigureAwait(false);
    }
}
