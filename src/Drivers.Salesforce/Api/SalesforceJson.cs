using System.Text.Json.Serialization;

namespace IntegrationAgent.Drivers.Salesforce;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TokenResponse))]
[JsonSerializable(typeof(UserInfo))]
[JsonSerializable(typeof(List<ApiVersion>))]
[JsonSerializable(typeof(SObjectList))]
[JsonSerializable(typeof(SObjectDescribe))]
[JsonSerializable(typeof(RecordCounts))]
[JsonSerializable(typeof(BatchRequest))]
[JsonSerializable(typeof(BatchResponse))]
[JsonSerializable(typeof(Dictionary<string, LimitInfo>))]
[JsonSerializable(typeof(DeletedRecords))]
[JsonSerializable(typeof(List<SaveResult>))]
[JsonSerializable(typeof(List<ApiError>))]
[JsonSerializable(typeof(OAuthError))]
[JsonSerializable(typeof(ColumnMetadataResponse))]
[JsonSerializable(typeof(ChangePosition))]
[JsonSerializable(typeof(BulkJobInfo))]
[JsonSerializable(typeof(BulkQueryRequest))]
[JsonSerializable(typeof(BulkIngestRequest))]
[JsonSerializable(typeof(BulkResultPages))]
[JsonSerializable(typeof(BulkStateChange))]
[JsonSerializable(typeof(BulkHandleState))]
internal sealed partial class SalesforceJson : JsonSerializerContext;
