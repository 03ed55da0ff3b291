using System.Text.Json.Serialization;

namespace IntegrationAgent.Drivers.Salesforce;

internal sealed class TokenResponse
{
    [JsonPropertyName("access_token")]
    public string? AccessToken { get; init; }

    [JsonPropertyName("refresh_token")]
    public string? RefreshToken { get; init; }

    [JsonPropertyName("instance_url")]
    public string? InstanceUrl { get; init; }

    [JsonPropertyName("scope")]
    public string? Scope { get; init; }
}

internal sealed class UserInfo
{
    [JsonPropertyName("user_id")]
    public string? UserId { get; init; }

    [JsonPropertyName("organization_id")]
    public string? OrganizationId { get; init; }

    [JsonPropertyName("preferred_username")]
    public string? UserName { get; init; }
}

internal sealed class SObjectList
{
    public List<SObjectInfo> Sobjects { get; init; } = [];
}

internal sealed class SObjectInfo
{
    public string Name { get; init; } = "";

    public string? Label { get; init; }

    public bool Custom { get; init; }

    public bool Queryable { get; init; }

    public bool Createable { get; init; }

    public bool Updateable { get; init; }

    public bool DeprecatedAndHidden { get; init; }
}

internal sealed class SObjectDescribe
{
    public string Name { get; init; } = "";

    public string? Label { get; init; }

    public bool Queryable { get; init; }

    public bool Replicateable { get; init; }

    public bool Createable { get; init; }

    public bool Updateable { get; init; }

    public bool Deletable { get; init; }

    public List<SObjectField> Fields { get; init; } = [];

    public List<ChildRelationship> ChildRelationships { get; init; } = [];
}

internal sealed class SObjectField
{
    public string Name { get; init; } = "";

    public string? Label { get; init; }

    public string Type { get; init; } = "string";

    public string? InlineHelpText { get; init; }

    public string? RelationshipName { get; init; }

    public string? CompoundFieldName { get; init; }

    public int Length { get; init; }

    public int ByteLength { get; init; }

    public int Digits { get; init; }

    public int Precision { get; init; }

    public int Scale { get; init; }

    public bool Nillable { get; init; }

    public bool Createable { get; init; }

    public bool Updateable { get; init; }

    public bool DefaultedOnCreate { get; init; }

    public bool Filterable { get; init; }

    public bool Sortable { get; init; }

    public bool Unique { get; init; }

    public bool ExternalId { get; init; }

    public bool IdLookup { get; init; }

    public bool Custom { get; init; }

    public bool Calculated { get; init; }

    public bool AutoNumber { get; init; }

    public bool RestrictedPicklist { get; init; }

    public bool CascadeDelete { get; init; }

    public bool PolymorphicForeignKey { get; init; }

    public bool DeprecatedAndHidden { get; init; }

    public List<string> ReferenceTo { get; init; } = [];

    public List<SObjectPicklistValue> PicklistValues { get; init; } = [];
}

internal sealed class SObjectPicklistValue
{
    public string? Value { get; init; }

    public string? Label { get; init; }

    public bool Active { get; init; }
}

internal sealed class ChildRelationship
{
    public string? ChildSObject { get; init; }

    public string? Field { get; init; }

    public string? RelationshipName { get; init; }

    public bool CascadeDelete { get; init; }

    public bool DeprecatedAndHidden { get; init; }
}

internal sealed class RecordCounts
{
    [JsonPropertyName("sObjects")]
    public List<RecordCount> SObjects { get; init; } = [];
}

internal sealed class RecordCount
{
    public string Name { get; init; } = "";

    public long Count { get; init; }
}

internal sealed class LimitInfo
{
    [JsonPropertyName("Max")]
    public long Max { get; init; }

    [JsonPropertyName("Remaining")]
    public long Remaining { get; init; }
}

internal sealed class DeletedRecords
{
    [JsonPropertyName("deletedRecords")]
    public List<DeletedRecord> Records { get; init; } = [];

    public string? EarliestDateAvailable { get; init; }

    public string? LatestDateCovered { get; init; }
}

internal sealed class DeletedRecord
{
    public string Id { get; init; } = "";

    public string? DeletedDate { get; init; }
}

internal sealed class SaveResult
{
    public string? Id { get; init; }

    public bool Success { get; init; }

    public bool? Created { get; init; }

    public List<ApiError> Errors { get; init; } = [];
}

internal sealed class ApiError
{
    public string? ErrorCode { get; init; }

    public string? StatusCode { get; init; }

    public string? Message { get; init; }

    public List<string>? Fields { get; init; }

    [JsonIgnore]
    public string Code => ErrorCode ?? StatusCode ?? "";
}

internal sealed class OAuthError
{
    [JsonPropertyName("error")]
    public string? Error { get; init; }

    [JsonPropertyName("error_description")]
    public string? Description { get; init; }
}

internal sealed class ColumnMetadataResponse
{
    public List<ColumnMetadata> ColumnMetadata { get; init; } = [];

    public string? EntityName { get; init; }
}

internal sealed class ColumnMetadata
{
    public string ColumnName { get; init; } = "";

    public string? ApexType { get; init; }

    public bool Aggregate { get; init; }

    public List<ColumnMetadata> JoinColumns { get; init; } = [];
}
