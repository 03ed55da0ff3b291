using IntegrationAgent.Agent.Faults;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>Does something when a point is passed for the time that it is armed for: the world changes under a run, at a place that is known.</summary>
internal sealed class PointActions : IFaultInjector
{
    private readonly Lock gate = new();
    private string? point;
    private int left;
    private Action? action;

    public void Arm(string at, int passage, Action what)
    {
        lock (gate)
            (point, left, action) = (at, passage, what);
    }

    public void Hit(string name)
    {
        Action? now = null;
        lock (gate)
        {
            if (point == name && --left == 0)
                (point, now, action) = (null, action, null);
        }

        now?.Invoke();
    }
}
