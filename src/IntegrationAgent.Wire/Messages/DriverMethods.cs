namespace IntegrationAgent.Wire.Messages;

/// <summary>The calls between the agent and a driver host.</summary>
public static class DriverMethods
{
    /// <summary>Host to agent: started and jailed. <see cref="ReadyBody"/> → <see cref="Nothing"/>.</summary>
    public const string Ready = "ready";

    /// <summary>Opens the connection; once, before anything else. <see cref="ConnectBody"/> → <see cref="ConnectReply"/>.</summary>
    public const string Connect = "connect";

    /// <summary><see cref="Nothing"/> → <see cref="IntegrationAgent.Driver.ConnectionCheck"/>.</summary>
    public const string Check = "check";

    /// <summary><see cref="IntegrationAgent.Driver.ListObjectsRequest"/> → list of <see cref="IntegrationAgent.Driver.ObjectSummary"/>.</summary>
    public const string ListObjects = "list_objects";

    /// <summary><see cref="IntegrationAgent.Driver.GetFieldsRequest"/> → <see cref="IntegrationAgent.Driver.ObjectSchema"/>.</summary>
    public const string GetFields = "get_fields";

    /// <summary><see cref="IntegrationAgent.Driver.GetRelationshipsRequest"/> → list of <see cref="IntegrationAgent.Driver.Relationship"/>.</summary>
    public const string GetRelationships = "get_relationships";

    /// <summary><see cref="IntegrationAgent.Driver.QueryRequest"/> → pages, then <see cref="StreamReply"/>.</summary>
    public const string Query = "query";

    /// <summary><see cref="IntegrationAgent.Driver.NativeQueryRequest"/> → pages, then <see cref="StreamReply"/>.</summary>
    public const string QueryNative = "query_native";

    /// <summary><see cref="IntegrationAgent.Driver.ChangesRequest"/> → pages and <see cref="DeletedIds"/> events, then <see cref="StreamReply"/>.</summary>
    public const string Changes = "changes";

    /// <summary>
    /// <see cref="WriteBody"/>, then pages towards the host; one <see cref="BatchOutcome"/> event for each page in order; at the end <see cref="WriteReply"/>.
    /// </summary>
    public const string Write = "write";

    /// <summary><see cref="ProbeBody"/> and one page towards the host → <see cref="ProbeReply"/>.</summary>
    public const string Probe = "probe";

    /// <summary><see cref="IntegrationAgent.Driver.BulkWriteRequest"/> → <see cref="IntegrationAgent.Driver.OperationHandle"/>.</summary>
    public const string BulkStart = "bulk_start";

    /// <summary><see cref="IntegrationAgent.Driver.OperationHandle"/>, then pages towards the host; when the upload is closed → <see cref="Nothing"/>.</summary>
    public const string BulkUpload = "bulk_upload";

    /// <summary>
    /// <see cref="IntegrationAgent.Driver.OperationHandle"/> → <see cref="BatchOutcome"/> events for pieces of the input in order, once the job has ended, then <see cref="BulkResultsReply"/>.
    /// </summary>
    public const string BulkResults = "bulk_results";

    /// <summary><see cref="IntegrationAgent.Driver.EnsureObjectRequest"/> → <see cref="IntegrationAgent.Driver.EnsureObjectResponse"/>.</summary>
    public const string EnsureObject = "ensure_object";

    /// <summary><see cref="Nothing"/> → <see cref="IntegrationAgent.Driver.RateLimitStatus"/>.</summary>
    public const string RateLimit = "rate_limit";

    /// <summary><see cref="OperationBody"/> → <see cref="OperationReply"/>.</summary>
    public const string Operation = "operation";

    /// <summary>Host to agent. <see cref="CredentialBody"/> → <see cref="CredentialReply"/>.</summary>
    public const string GetCredential = "get_credential";

    /// <summary>Host to agent. <see cref="TokenBody"/> → <see cref="TokenReply"/>.</summary>
    public const string GetToken = "get_token";

    /// <summary>Host to agent. <see cref="TokenSwapBody"/> → <see cref="TokenSwapReply"/>.</summary>
    public const string SwapToken = "swap_token";

    /// <summary>Host to agent. <see cref="LogBody"/> → <see cref="Nothing"/>.</summary>
    public const string Log = "log";

    /// <summary>The name of the event that answers one page of a write.</summary>
    public const string OutcomeEvent = "outcome";

    /// <summary>The name of the event that reports deletes.</summary>
    public const string DeletedEvent = "deleted";
}
