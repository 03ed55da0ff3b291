using System.Text.Json.Serialization;

namespace Acme_Drivers.Zephyr;

// What must be there is required: an answer without it is refused, not guessed.
internal sealed record ApiMe(
    [property: JsonRequired] string User,
    [property: JsonRequired] string Installation,
    [property: JsonRequired] string ApiVersion,
    string[]? Scopes);

internal sealed record ApiObjects([property: JsonRequired] ApiObjectEntry[] Objects);

internal sealed record ApiObjectEntry([property: JsonRequired] string Name, string? Label, bool Custom, bool Writable, long? Count);

internal sealed record ApiObject(
    [property: JsonRequired] string Name,
    string? Label,
    [property: JsonRequired] string[] Key,
    string? ChangedBy,
    string? Version,
    [property: JsonRequired] ApiField[] Fields);

internal sealed record ApiField(
    [property: JsonRequired] string Name,
    [property: JsonRequired] string Type,
    string? Label,
    bool Required,
    bool Nullable,
    bool Writable,
    bool Filterable,
    bool Sortable,
    bool Unique,
    bool UpsertKey,
    bool Custom,
    int? MaxLength,
    int? Precision,
    int? Scale,
    string[]? Choices,
    string? References,
    string? Path);

internal sealed record ApiFailure(ApiError? Error);

internal sealed record ApiError(string? Code, string? Field);
//#if (usesOAuth)

internal sealed record ApiToken([property: JsonRequired] string AccessToken);
//#endif
//#if (canWrite)

internal sealed record ApiWriteResults([property: JsonRequired] ApiWriteResult[] Results);

internal sealed record ApiWriteResult([property: JsonRequired] string Status, string? Id, ApiError? Error);
//#endif

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ApiMe))]
[JsonSerializable(typeof(ApiObjects))]
[JsonSerializable(typeof(ApiObject))]
[JsonSerializable(typeof(ApiFailure))]
//#if (usesOAuth)
[JsonSerializable(typeof(ApiToken))]
//#endif
//#if (canWrite)
[JsonSerializable(typeof(ApiWriteResults))]
//#endif
internal sealed partial class ZephyrJson : JsonSerializerContext;
