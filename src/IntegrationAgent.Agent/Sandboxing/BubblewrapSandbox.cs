using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>Namespaces by bubblewrap around the host's own jail: no host file but the runtime, no other process, no network for a script.</summary>
/// <remarks>Started by root, the inside is still root to the kernel for the files that are bound into it; nothing but what a request names is.</remarks>
public sealed class BubblewrapSandbox : ISandbox
{
    private static readonly TimeSpan s_probeTime = TimeSpan.FromSeconds(10);

    private readonly JailSandbox _jail;
    private readonly JailLauncher? _launcher;
    private readonly string? _program;
    private readonly Lock _gate = new();
    private Task<SandboxAvailability>? _probe;

    /// <summary>Finds <c>bwrap</c> on the path.</summary>
    public BubblewrapSandbox()
        : this(Find("bwrap"), new JailSandbox(), JailLauncher.Installed)
    {
    }

    internal BubblewrapSandbox(string? program, JailSandbox jail, JailLauncher? launcher = null)
    {
        _program = program;
        _jail = jail;
        _launcher = launcher;
    }

    /// <inheritdoc/>
    public string Name => "bubblewrap";

    /// <inheritdoc/>
    public async ValueTask<SandboxAvailability> ProbeAsync(CancellationToken cancellationToken)
    {
        Task<SandboxAvailability> probe;
        lock (_gate)
            probe = _probe ??= TryAsync();
        return await probe.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<SandboxProcess> StartAsync(SandboxRequest request, CancellationToken cancellationToken) => StartAsync(request, armed: true, cancellationToken);

    internal async Task<SandboxProcess> StartAsync(SandboxRequest request, bool armed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var availability = await ProbeAsync(cancellationToken).ConfigureAwait(false);
        if (!availability.Available)
            throw SandboxErrors.From(Name, availability);
        try
        {
            string[] host = [HostCommand.Dotnet, request.HostAssemblyPath, .. request.Arguments];
            var launcher = _launcher is null ? null : await _launcher.FindAsync().ConfigureAwait(false);
            var process = await StartAsync(request, launcher is null ? host : [launcher, .. host], launcher).ConfigureAwait(false);
            return new SandboxProcess(process, IsolationLevel.JailInNamespaces, request.Limits, folder: null, armed);
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or InvalidOperationException)
        {
            throw SandboxErrors.New("bubblewrap could not be started.", $"Check that {_program} can be executed.", exception);
        }
    }

    internal static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    /// <summary>Runs the smallest program of the tree, the loader itself, behind all the arguments of a real start.</summary>
    private async Task<SandboxAvailability> TryAsync()
    {
        if (_program is null)
            return SandboxAvailability.No(IsolationLevel.JailInNamespaces, "bubblewrap is not installed.", "Install the package bubblewrap.");
        var jail = await _jail.ProbeAsync(CancellationToken.None).ConfigureAwait(false);
        if (!jail.Available)
            return SandboxAvailability.No(IsolationLevel.JailInNamespaces, jail.Reason, jail.NextAction);

        var loader = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "/lib64/ld-linux-x86-64.so.2" : "/lib/ld-linux-aarch64.so.1";
        var request = new SandboxRequest { HostAssemblyPath = Environment.ProcessPath ?? HostCommand.Dotnet, Kind = SandboxKind.Script };
        try
        {
            using var process = await StartAsync(request, [loader, "--version"], launcher: null).ConfigureAwait(false);
            using var timeout = new CancellationTokenSource(s_probeTime);
            try
            {
                var error = await process.StandardError.ReadToEndAsync(timeout.Token).ConfigureAwait(false);
                await process.WaitForExitAsync(timeout.Token).ConfigureAwait(false);
                return process.ExitCode == 0
                    ? SandboxAvailability.Yes(IsolationLevel.JailInNamespaces)
                    : No(error.Split('\n')[0].Trim());
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return No("It did not answer in time.");
            }
        }
        catch (Win32Exception exception)
        {
            return No(exception.Message);
        }

        static SandboxAvailability No(string what) => SandboxAvailability.No(
            IsolationLevel.JailInNamespaces,
            $"bubblewrap is installed but cannot make namespaces here. {what}",
            "Use bubblewrap 0.8 or later, and allow unprivileged user namespaces (on Ubuntu 24.04: an AppArmor profile for bwrap).");
    }

    private Task<Process> StartAsync(SandboxRequest request, IEnumerable<string> command, string? launcher)
    {
        var policy = HostCommand.Policy(request, BubblewrapArguments.PrivateFolder, ownUserNamespace: true);
        var arguments = BubblewrapArguments.Encode(BubblewrapArguments.For(request, HostCommand.Variables(policy.Format()), launcher));
        return Spawner.StartAsync(() =>
        {
            // Inherited on purpose, for as long as the start takes; it names paths, never a secret.
            var descriptor = NativeMethods.MemoryFile("bwrap-arguments", 0);
            if (descriptor < 0)
                throw new IOException("No memory file for the arguments of bubblewrap.");
            using var file = new SafeFileHandle(descriptor, ownsHandle: true);
            RandomAccess.Write(file, arguments, fileOffset: 0);
            var start = HostCommand.StartInfo(_program ?? "bwrap", ["--args", descriptor.ToString(CultureInfo.InvariantCulture), "--", .. command], [], "/");
            return HostCommand.Start(start);
        });
    }
}
