using System.ComponentModel;
using IntegrationAgent.Jail;

namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>No isolation at all. Development only: never chosen unless asked for by name, and printed on every report.</summary>
public sealed class UnisolatedSandbox : ISandbox
{
    /// <inheritdoc/>
    public string Name => JailPolicy.Unisolated;

    /// <inheritdoc/>
    public ValueTask<SandboxAvailability> ProbeAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(SandboxAvailability.Yes(IsolationLevel.Unisolated));

    /// <inheritdoc/>
    public async Task<SandboxProcess> StartAsync(SandboxRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var folder = PrivateFolder.Create();
        try
        {
            var start = HostCommand.StartInfo(HostCommand.Dotnet, [request.HostAssemblyPath, .. request.Arguments], HostCommand.Variables(JailPolicy.Unisolated), folder.Path);
            var process = await Spawner.StartAsync(() => HostCommand.Start(start)).ConfigureAwait(false);
            return new SandboxProcess(process, IsolationLevel.Unisolated, request.Limits, folder, armed: true);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or InvalidOperationException)
        {
            folder.Wipe();
            throw SandboxErrors.New("The host process could not be started.", $"Check that {HostCommand.Dotnet} can be executed.", exception);
        }
    }
}
