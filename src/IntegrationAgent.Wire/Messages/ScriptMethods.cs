namespace IntegrationAgent.Wire.Messages;

/// <summary>The calls between the agent and a script host.</summary>
public static class ScriptMethods
{
    /// <summary>Host to agent: started and jailed. <see cref="ReadyBody"/> → <see cref="Nothing"/>.</summary>
    public const string Ready = "ready";

    /// <summary>Agent to host: runs a script; once. <see cref="RunBody"/> → <see cref="RunReply"/>.</summary>
    public const string Run = "run";

    /// <summary><see cref="ScriptQueryBody"/> → pages, then <see cref="StreamReply"/>.</summary>
    public const string Query = "query";

    /// <summary><see cref="ScriptNativeQueryBody"/> → pages, then <see cref="StreamReply"/>.</summary>
    public const string QueryNative = "query_native";

    /// <summary>
    /// <see cref="ScriptWriteBody"/>, then pages towards the agent; a page's position is how many pages of the source have been used up when it was filled.
    /// At the end <see cref="ScriptWriteReply"/>.
    /// </summary>
    public const string Write = "write";

    /// <summary><see cref="ScriptEnsureBody"/> → <see cref="IntegrationAgent.Driver.EnsureObjectResponse"/>.</summary>
    public const string EnsureObject = "ensure_object";

    /// <summary><see cref="ScriptObjectBody"/> → list of <see cref="IntegrationAgent.Driver.ObjectSummary"/>.</summary>
    public const string ListObjects = "list_objects";

    /// <summary><see cref="ScriptObjectBody"/> → <see cref="IntegrationAgent.Driver.ObjectSchema"/>.</summary>
    public const string GetFields = "get_fields";

    /// <summary><see cref="ScriptObjectBody"/> → list of <see cref="IntegrationAgent.Driver.Relationship"/>.</summary>
    public const string GetRelationships = "get_relationships";

    /// <summary><see cref="ScriptOperationBody"/> → <see cref="OperationReply"/>.</summary>
    public const string Operation = "operation";

    /// <summary><see cref="LogBody"/> → <see cref="Nothing"/>.</summary>
    public const string Log = "log";
}
