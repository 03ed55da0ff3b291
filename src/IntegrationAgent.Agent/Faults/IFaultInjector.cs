namespace IntegrationAgent.Agent.Faults;

/// <summary>Told of every fault point that is passed. Thread-safe. The default does nothing.</summary>
public interface IFaultInjector
{
    /// <summary>Passes the point <paramref name="name"/>, one of <see cref="FaultPoints.All"/>.</summary>
    void Hit(string name);
}
