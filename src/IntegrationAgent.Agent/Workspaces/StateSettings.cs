namespace IntegrationAgent.Agent.Workspaces;

/// <summary>Where runs, approvals, the effect ledger and the audit are kept.</summary>
public sealed record StateSettings
{
    /// <summary><c>sqlite</c>: a file of this workspace. <c>postgres</c>: a server that workers on several machines share.</summary>
    /// <value>sqlite</value>
    public string Store { get; set; } = "sqlite";

    /// <summary>The variable, of the environment or <c>.env</c>, that holds the server's address with its credential.</summary>
    /// <value>INTAGENT_STATE</value>
    public string AddressVariable { get; set; } = "INTAGENT_STATE";

    /// <summary>The schema on the server, made when it is not there: lower-case letters, digits and <c>_</c>, at most 63.</summary>
    /// <value>intagent</value>
    public string Schema { get; set; } = "intagent";
}
