using System.Text.Json;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

public sealed partial class ReferenceClient
{
    public async Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (defect == Defect.NullList)
            return null!;
        if (defect == Defect.TouchesOnRead)
            (await SendAsync(http, HttpMethod.Post, "/touch", "{}", CallIdempotency.Idempotent, cancellationToken)).Dispose();
        using var answer = await GetAsync("/objects", cancellationToken);
        var names = answer.RootElement.EnumerateArray().Select(item => item.GetProperty("name").GetString()!);
        var comparison = defect == Defect.CaseSensitiveSearch ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        var found = names.Where(name => request.NameContains is not { } part || name.Contains(part, comparison));
        return [.. (defect == Defect.ServerOrder ? found : found.Order(StringComparer.Ordinal)).Select(name => new ObjectSummary { Name = name, Label = name, Writable = name == "tickets" })];
    }

    public async Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Object == "tickets" && known is { } kept && (defect == Defect.CachesForEver || !request.Refresh))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return kept;
        }

        JsonDocument answer;
        try
        {
            answer = await GetAsync($"/objects/{Uri.EscapeDataString(request.Object)}", cancellationToken);
        }
        catch (DriverException exception) when (exception.Code == DriverErrorCode.ObjectNotFound)
        {
            throw await UnknownObjectAsync(request.Object, cancellationToken);
        }

        using (answer)
        {
            var schema = ToSchema(request.Object, answer.RootElement);
            if (request.Object == "tickets")
                known = schema;
            return schema;
        }
    }

    public async Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var schema = await GetFieldsAsync(new GetFieldsRequest { Object = request.Object }, cancellationToken);
        if (defect == Defect.ForgetsRelationship)
            return [];
        return
        [
            .. schema.Fields.SelectMany(field => field.ReferenceTo.Select(target => new Relationship
            {
                FromObject = request.Object,
                ToObject = defect == Defect.DanglingRelationship ? "persons" : target,
                Field = field.Name,
                Kind = RelationshipKind.Parent,
            })),
        ];
    }

    public async Task<EnsureObjectResponse> EnsureObjectAsync(EnsureObjectRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var objects = await ListObjectsAsync(new ListObjectsRequest(), cancellationToken);
        var absent = objects.All(one => one.Name != request.Object);
        if (absent && (!request.DryRun || defect == Defect.DryRunCreates))
        {
            var body = new { name = request.Object, fields = request.Fields.Select(field => new { name = field.Name, type = field.Type.ToString() }) };
            (await SendAsync(http, HttpMethod.Post, "/objects", body, CallIdempotency.Idempotent, cancellationToken)).Dispose();
        }

        return new EnsureObjectResponse { Created = absent, Schema = new ObjectSchema { Name = request.Object, Fields = request.Fields, KeyFields = request.KeyFields } };
    }

    private ObjectSchema ToSchema(string name, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("fields", out var list))
            throw Unexpected();
        return new ObjectSchema
        {
            Name = name,
            KeyFields = defect == Defect.NamesNoKey ? [] : ["id"],
            ChangeField = name == "tickets" ? "changed" : null,
            Fields = [.. list.EnumerateArray().Select(ToField)],
        };
    }

    private FieldSchema ToField(JsonElement field)
    {
        var type = Enum.Parse<FieldType>(field.GetProperty("type").GetString()!);
        return new FieldSchema
        {
            Name = field.GetProperty("name").GetString()!,
            Label = field.GetProperty("name").GetString()!,
            Type = defect == Defect.LosesTypes && type == FieldType.Uuid ? FieldType.String : type,
            Nullable = defect != Defect.WrongNullability && field.GetProperty("nullable").GetBoolean(),
            MaxLength = field.TryGetProperty("length", out var length) ? length.GetInt32() : null,
            PicklistValues = [.. field.GetProperty("choices").EnumerateArray().Select(choice => new PicklistValue { Value = choice.GetString()! })],
            RestrictedPicklist = field.GetProperty("choices").GetArrayLength() > 0,
            ReferenceTo = field.TryGetProperty("to", out var to) ? [to.GetString()!] : [],
        };
    }

    private async Task<DriverException> UnknownObjectAsync(string name, CancellationToken cancellationToken)
    {
        var objects = await ListObjectsAsync(new ListObjectsRequest(), cancellationToken);
        return new DriverException(DriverErrorCode.ObjectNotFound, $"There is no object '{Short(name)}'. Take one of the suggestions.")
        {
            Retry = RetryAdvice.AfterUserAction,
            Target = name,
            Suggestions = defect == Defect.NoSuggestions ? [] : NearestNames.Find(name, objects.Select(one => one.Name)),
        };
    }

    private static string Short(string name) => name.Length <= 60 ? name : name[..60];
}
