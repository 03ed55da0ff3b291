namespace IntegrationAgent.Agent.Sandboxing;

/// <summary>Chooses the outermost sandbox that can be had, or the one asked for by name. Never less than that.</summary>
public sealed class SandboxSelector
{
    /// <summary>The name that means: the outermost that can be had.</summary>
    public const string Automatic = "auto";

    private readonly IReadOnlyList<ISandbox> _isolating;
    private readonly IReadOnlyList<ISandbox> _byNameOnly;

    /// <summary>Bubblewrap, then the jail alone; unisolated by name only.</summary>
    public SandboxSelector()
        : this([new BubblewrapSandbox(), new JailSandbox()], [new UnisolatedSandbox()])
    {
    }

    /// <summary>Chooses among others.</summary>
    /// <param name="isolating">Outermost first.</param>
    /// <param name="byNameOnly">Never chosen automatically.</param>
    public SandboxSelector(IReadOnlyList<ISandbox> isolating, IReadOnlyList<ISandbox> byNameOnly)
    {
        _isolating = isolating;
        _byNameOnly = byNameOnly;
    }

    /// <summary>Chooses.</summary>
    /// <param name="name"><see cref="Automatic"/>, or the name of one sandbox.</param>
    /// <param name="cancellationToken">Ends the probing.</param>
    /// <exception cref="AgentException"><c>E-SBX-UNAVAILABLE</c> (exit 5) when none can be had, or not the named one; <c>E-SBX-UNKNOWN</c> (exit 2) for a name nobody has.</exception>
    public async Task<ISandbox> SelectAsync(string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name != Automatic)
            return await SelectNamedAsync(name, cancellationToken).ConfigureAwait(false);

        SandboxAvailability? last = null;
        foreach (var sandbox in _isolating)
        {
            last = await sandbox.ProbeAsync(cancellationToken).ConfigureAwait(false);
            if (last.Available)
                return sandbox;
        }

        throw SandboxErrors.New($"No sandbox can be had on this machine. {last?.Reason}".TrimEnd(), last?.NextAction ?? "Configure a sandbox.");
    }

    private async Task<ISandbox> SelectNamedAsync(string name, CancellationToken cancellationToken)
    {
        var sandbox = _isolating.Concat(_byNameOnly).FirstOrDefault(one => one.Name == name)
            ?? throw new AgentException("E-SBX-UNKNOWN", $"There is no sandbox '{name}'.", $"Use one of: {Automatic}, {string.Join(", ", _isolating.Concat(_byNameOnly).Select(one => one.Name))}.", ExitCode.Usage);
        var availability = await sandbox.ProbeAsync(cancellationToken).ConfigureAwait(false);
        return availability.Available ? sandbox : throw SandboxErrors.From(name, availability);
    }
}
