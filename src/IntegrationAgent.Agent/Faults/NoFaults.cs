namespace IntegrationAgent.Agent.Faults;

/// <summary>The injector of every build in use: nothing happens.</summary>
public sealed class NoFaults : IFaultInjector
{
    private NoFaults()
    {
    }

    /// <summary>The one instance.</summary>
    public static NoFaults Instance { get; } = new();

    /// <inheritdoc/>
    public void Hit(string name)
    {
    }
}
