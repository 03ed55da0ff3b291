namespace IntegrationAgent.Agent.Connections;

/// <summary>The shape of <c>connections.json</c>.</summary>
internal sealed class ConnectionsFile
{
    public int Version { get; set; } = 1;

    public IReadOnlyList<ConnectionDefinition> Connections { get; set; } = [];
}
