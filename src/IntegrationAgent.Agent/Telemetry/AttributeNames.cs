namespace IntegrationAgent.Agent.Telemetry;

/// <summary>The attributes of spans and metrics. Their values are names, states, codes and counts: never a record's content, a message or a setting.</summary>
public static class AttributeNames
{
    /// <summary>The integration's name.</summary>
    public const string Integration = "intagent.integration";

    /// <summary>The connection's name.</summary>
    public const string Connection = "intagent.connection";

    /// <summary>The driver's id.</summary>
    public const string Driver = "intagent.driver.id";

    /// <summary>The method of the contract that was called.</summary>
    public const string Method = "intagent.driver.method";

    /// <summary>The object that a call is about.</summary>
    public const string Object = "intagent.object";

    /// <summary>The question of discovery: <c>list_objects</c>, <c>get_fields</c>, <c>get_relationships</c>, <c>profile</c>, <c>sample</c> or <c>script</c>.</summary>
    public const string Question = "intagent.discovery.method";

    /// <summary>What a person decided: <c>approved</c> or <c>rejected</c>.</summary>
    public const string Decision = "intagent.approval.decision";

    /// <summary>The run's id.</summary>
    public const string RunId = "intagent.run.id";

    /// <summary>How a run ended.</summary>
    public const string RunState = "intagent.run.state";

    /// <summary>How often a run was started, this time included.</summary>
    public const string RunAttempt = "intagent.run.attempt";

    /// <summary>What stands between foreign code and the machine.</summary>
    public const string Isolation = "intagent.isolation";

    /// <summary>What became of records.</summary>
    public const string Outcome = "intagent.record.outcome";

    /// <summary>The code of what went wrong; absent where nothing did. Of the conventions.</summary>
    public const string ErrorType = "error.type";
}
