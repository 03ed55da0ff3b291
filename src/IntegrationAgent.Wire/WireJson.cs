using System.Text.Json.Serialization;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Wire;

/// <summary>The JSON of every message, source-generated.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(FilterJsonConverter), typeof(RecordValueJsonConverter), typeof(DriverErrorCodeJsonConverter), typeof(RecordSchemaJsonConverter)])]
[JsonSerializable(typeof(WireFault))]
[JsonSerializable(typeof(PageNotes))]
[JsonSerializable(typeof(RecordSchema))]
[JsonSerializable(typeof(Filter))]
[JsonSerializable(typeof(RecordValue))]
[JsonSerializable(typeof(ConnectionCheck))]
[JsonSerializable(typeof(ListObjectsRequest))]
[JsonSerializable(typeof(IReadOnlyList<ObjectSummary>))]
[JsonSerializable(typeof(GetFieldsRequest))]
[JsonSerializable(typeof(ObjectSchema))]
[JsonSerializable(typeof(GetRelationshipsRequest))]
[JsonSerializable(typeof(IReadOnlyList<Relationship>))]
[JsonSerializable(typeof(QueryRequest))]
[JsonSerializable(typeof(NativeQueryRequest))]
[JsonSerializable(typeof(ChangesRequest))]
[JsonSerializable(typeof(EnsureObjectRequest))]
[JsonSerializable(typeof(EnsureObjectResponse))]
[JsonSerializable(typeof(RateLimitStatus))]
[JsonSerializable(typeof(Messages.Nothing))]
[JsonSerializable(typeof(Messages.ConnectBody))]
[JsonSerializable(typeof(Messages.ConnectReply))]
[JsonSerializable(typeof(Messages.WriteBody))]
[JsonSerializable(typeof(Messages.WriteReply))]
[JsonSerializable(typeof(Messages.BatchOutcome))]
[JsonSerializable(typeof(Messages.ProbeBody))]
[JsonSerializable(typeof(Messages.ProbeReply))]
[JsonSerializable(typeof(Messages.StreamReply))]
[JsonSerializable(typeof(Messages.DeletedIds))]
[JsonSerializable(typeof(Messages.OperationBody))]
[JsonSerializable(typeof(Messages.OperationReply))]
[JsonSerializable(typeof(Messages.CredentialBody))]
[JsonSerializable(typeof(Messages.CredentialReply))]
[JsonSerializable(typeof(Messages.TokenBody))]
[JsonSerializable(typeof(Messages.TokenReply))]
[JsonSerializable(typeof(Messages.TokenSwapBody))]
[JsonSerializable(typeof(Messages.TokenSwapReply))]
[JsonSerializable(typeof(Messages.LogBody))]
[JsonSerializable(typeof(Messages.ReadyBody))]
[JsonSerializable(typeof(Messages.RunBody))]
[JsonSerializable(typeof(Messages.RunReply))]
[JsonSerializable(typeof(Messages.ScriptQueryBody))]
[JsonSerializable(typeof(Messages.ScriptWriteBody))]
[JsonSerializable(typeof(Messages.ScriptWriteReply))]
[JsonSerializable(typeof(Messages.ScriptObjectBody))]
[JsonSerializable(typeof(Messages.ScriptEnsureBody))]
[JsonSerializable(typeof(Messages.ScriptNativeQueryBody))]
[JsonSerializable(typeof(Messages.ScriptOperationBody))]
public sealed partial class WireJson : JsonSerializerContext;
