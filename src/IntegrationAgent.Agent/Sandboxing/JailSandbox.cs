using System.ComponentModel;
using System.Diagnostics;
using IntegrationAgent.Jail;

namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>The host's own jail and nothing around it: needs no package and no privilege.</summary>
public sealed class JailSandbox : ISandbox
{
    private readonly Func<JailLevel> _require;
    private readonly JailLauncher? _launcher;

    /// <summary>Asks this machine.</summary>
    public JailSandbox()
        : this(JailSupport.Require, JailLauncher.Installed)
    {
    }

    internal JailSandbox(Func<JailLevel> require, JailLauncher? launcher = null)
    {
        _require = require;
        _launcher = launcher;
    }

    /// <inheritdoc/>
    public string Name => "jail";

    /// <inheritdoc/>
    public ValueTask<SandboxAvailability> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            _require();
            return ValueTask.FromResult(SandboxAvailability.Yes(IsolationLevel.Jail));
        }
        catch (JailUnavailableException exception)
        {
            return ValueTask.FromResult(SandboxAvailability.No(IsolationLevel.Jail, exception.Message, exception.NextAction));
        }
    }

    /// <inheritdoc/>
    public Task<SandboxProcess> StartAsync(SandboxRequest request, CancellationToken cancellationToken) => StartAsync(request, armed: true, cancellationToken);

    internal async Task<SandboxProcess> StartAsync(SandboxRequest request, bool armed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var availability = await ProbeAsync(cancellationToken).ConfigureAwait(false);
        if (!availability.Available)
            throw SandboxErrors.From(Name, availability);

        var folder = PrivateFolder.Create();
        try
        {
            var policy = HostCommand.Policy(request, folder.Path, ownUserNamespace: false);
            var process = await StartAsync(request, policy.Format(), folder.Path).ConfigureAwait(false);
            return new SandboxProcess(process, IsolationLevel.Jail, request.Limits, folder, armed);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or InvalidOperationException)
        {
            folder.Wipe();
            throw SandboxErrors.New("The host process could not be started.", $"Check that {HostCommand.Dotnet} can be executed.", exception);
        }
    }

    private async Task<Process> StartAsync(SandboxRequest request, string policy, string folder)
    {
        string[] host = [HostCommand.Dotnet, request.HostAssemblyPath, .. request.Arguments];
        var variables = HostCommand.Variables(policy);
        if (_launcher is not null && await _launcher.FindAsync().ConfigureAwait(false) is { } launcher)
        {
            try
            {
                return await Spawner.StartAsync(() => HostCommand.Start(HostCommand.StartInfo(launcher, host, variables, folder))).ConfigureAwait(false);
            }
            catch (Win32Exception)
            {
                _launcher.GiveUp();
            }
        }

        return await Spawner.StartAsync(() => HostCommand.Start(HostCommand.StartInfo(host[0], host[1..], variables, folder))).ConfigureAwait(false);
    }
}
