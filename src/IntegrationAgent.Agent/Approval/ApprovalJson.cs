using System.Text.Json.Serialization;

namespace IntegrationAgent.Agent.Approval;

/// <summary>The JSON of approval subjects.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    WriteIndented = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ApprovalSubject))]
[JsonSerializable(typeof(SubjectDriver))]
[JsonSerializable(typeof(SubjectConnection))]
[JsonSerializable(typeof(SortedDictionary<string, string>))]
internal sealed partial class ApprovalJson : JsonSerializerContext;
