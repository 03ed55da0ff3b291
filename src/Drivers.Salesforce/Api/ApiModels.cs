using System.Text.Json.Serialization;

namespace IntegrationAgent.Drivers.Salesforce;

internal sealed class TokenResponse
{
    [JsonPropertyName("access_token")]
    public string? AccessToken { get; set; }

    [JsonPropertyName("refresh_token")]
    public string? RefreshToken { get; set; }

    [JsonPropertyName("instance_url")]
    public string? InstanceUrl { get; set; }

    [JsonPropertyName("scope")]
    public string? Scope { get; set; }
}

internal sealed class UserInfo
{
    [JsonPropertyName("user_id")]
    public string? UserId { get; set; }

    [JsonPropertyName("organization_id")]
    public string? OrganizationId { get; set; }

    [JsonPropertyName("preferred_username")]
    public string? UserName { get; set; }
}

internal sealed class ApiVersion
{
    public string? Version { get; set; }
}

internal sealed class SObjectList
{
    public List<SObjectInfo> Sobjects { get; set; } = [];
}

internal sealed class SObjectInfo
{
    public string Name { get; set; } = "";

    public string? Label { get; set; }

    public bool Custom { get; set; }

    public bool Queryable { get; set; }

    public bool Createable { get; set; }

    public bool Updateable { get; set; }

    public bool DeprecatedAndHidden { get; set; }
}

internal sealed class SObjectDescribe
{
    public string Name { get; set; } = "";

    public string? Label { get; set; }

    public bool Queryable { get; set; }

    public bool Replicateable { get; set; }

    public bool Createable { get; set; }

    public bool Updateable { get; set; }

    public bool Deletable { get; set; }

    public List<SObjectField> Fields { get; set; } = [];

    public List<ChildRelationship> ChildRelationships { get; set; } = [];
}

internal sealed class SObjectField
{
    public string Name { get; set; } = "";

    public string? Label { get; set; }

    public string Type { get; set; } = "string";

    public string? InlineHelpText { get; set; }

    public string? RelationshipName { get; set; }

    public string? CompoundFieldName { get; set; }

    public int Length { get; set; }

    public int ByteLength { get; set; }

    public int Digits { get; set; }

    public int Precision { get; set; }

    public int Scale { get; set; }

    public bool Nillable { get; set; }

    public bool Createable { get; set; }

    public bool Updateable { get; set; }

    public bool DefaultedOnCreate { get; set; }

    public bool Filterable { get; set; }

    public bool Sortable { get; set; }

    public bool Groupable { get; set; }

    public bool Aggregatable { get; set; }

    public bool Unique { get; set; }

    public bool ExternalId { get; set; }

    public bool IdLookup { get; set; }

    public bool Custom { get; set; }

    public bool Calculated { get; set; }

    public bool AutoNumber { get; set; }

    public bool RestrictedPicklist { get; set; }

    public bool DependentPicklist { get; set; }

    public string? ControllerName { get; set; }

    public string? CalculatedFormula { get; set; }

    public bool Encrypted { get; set; }

    public bool CascadeDelete { get; set; }

    public bool PolymorphicForeignKey { get; set; }

    public bool DeprecatedAndHidden { get; set; }

    public List<string> ReferenceTo { get; set; } = [];

    public List<SObjectPicklistValue> PicklistValues { get; set; } = [];
}

internal sealed class SObjectPicklistValue
{
    /// <summary>One bit for each value of the controlling field, the first in the highest bit of the first byte.</summary>
    public byte[]? ValidFor { get; set; }

    public string? Value { get; set; }

    public string? Label { get; set; }

    public bool Active { get; set; }
}

internal sealed class ChildRelationship
{
    public string? ChildSObject { get; set; }

    public string? Field { get; set; }

    public string? RelationshipName { get; set; }

    public bool CascadeDelete { get; set; }

    public bool DeprecatedAndHidden { get; set; }
}

internal sealed class BatchRequest
{
    public List<BatchPart> BatchRequests { get; set; } = [];
}

internal sealed class BatchPart
{
    public string Method { get; set; } = "GET";

    public string Url { get; set; } = "";
}

internal sealed class BatchResponse
{
    public List<BatchResult> Results { get; set; } = [];
}

internal sealed class BatchResult
{
    public int StatusCode { get; set; }

    public System.Text.Json.JsonElement Result { get; set; }
}

internal sealed class RecordCounts
{
    [JsonPropertyName("sObjects")]
    public List<RecordCount> SObjects { get; set; } = [];
}

internal sealed class RecordCount
{
    public string Name { get; set; } = "";

    public long Count { get; set; }
}

internal sealed class LimitInfo
{
    [JsonPropertyName("Max")]
    public long Max { get; set; }

    [JsonPropertyName("Remaining")]
    public long Remaining { get; set; }
}

internal sealed class DeletedRecords
{
    [JsonPropertyName("deletedRecords")]
    public List<DeletedRecord> Records { get; set; } = [];

    public string? EarliestDateAvailable { get; set; }

    public string? LatestDateCovered { get; set; }
}

internal sealed class DeletedRecord
{
    public string Id { get; set; } = "";

    public string? DeletedDate { get; set; }
}

internal sealed class SaveResult
{
    public string? Id { get; set; }

    public bool Success { get; set; }

    public bool? Created { get; set; }

    public List<ApiError> Errors { get; set; } = [];
}

internal sealed class ApiError
{
    public string? ErrorCode { get; set; }

    public string? StatusCode { get; set; }

    public string? Message { get; set; }

    public List<string>? Fields { get; set; }

    /// <summary>What a duplicate rule found. Salesforce writes it with this typo.</summary>
    public DuplicateResult? DuplicateResut { get; set; }

    public DuplicateResult? DuplicateResult { get; set; }

    [JsonIgnore]
    public string Code => ErrorCode ?? StatusCode ?? "";
}

internal sealed class DuplicateResult
{
    public bool AllowSave { get; set; }

    public string? DuplicateRule { get; set; }

    public List<MatchResult> MatchResults { get; set; } = [];

    [JsonIgnore]
    public int Matches => MatchResults.Sum(static match => Math.Max(match.Size, match.MatchRecords.Count));
}

internal sealed class MatchResult
{
    public int Size { get; set; }

    public List<MatchRecord> MatchRecords { get; set; } = [];
}

/// <summary>Only how many there are is read: the records themselves are content.</summary>
internal sealed class MatchRecord;

internal sealed class OAuthError
{
    [JsonPropertyName("error")]
    public string? Error { get; set; }

    [JsonPropertyName("error_description")]
    public string? Description { get; set; }

    /// <summary>The older Bulk API says it in these words.</summary>
    public string? ExceptionCode { get; set; }

    public string? ExceptionMessage { get; set; }
}

internal sealed class BulkJobInfo
{
    public string? Id { get; set; }

    public string? State { get; set; }

    public long? NumberRecordsProcessed { get; set; }

    public long? NumberRecordsFailed { get; set; }

    public string? ErrorMessage { get; set; }
}

internal sealed class BulkQueryRequest
{
    public string Operation { get; set; } = "query";

    public string Query { get; set; } = "";
}

internal sealed class BulkResultPages
{
    public List<BulkResultPage> ResultPages { get; set; } = [];

    public string? NextRecordsUrl { get; set; }

    public bool Done { get; set; }
}

internal sealed class BulkResultPage
{
    public string ResultUrl { get; set; } = "";
}

internal sealed class BulkIngestRequest
{
    public string Object { get; set; } = "";

    public string Operation { get; set; } = "";

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ExternalIdFieldName { get; set; }

    public string ContentType { get; set; } = "CSV";

    public string LineEnding { get; set; } = "LF";

    public string ColumnDelimiter { get; set; } = "COMMA";
}

internal sealed class BulkStateChange
{
    public string State { get; set; } = "";
}

internal sealed class ColumnMetadataResponse
{
    public List<ColumnMetadata> ColumnMetadata { get; set; } = [];

    public string? EntityName { get; set; }
}

internal sealed class ColumnMetadata
{
    public string ColumnName { get; set; } = "";

    public string? ApexType { get; set; }

    public bool Aggregate { get; set; }

    public List<ColumnMetadata> JoinColumns { get; set; } = [];
}
