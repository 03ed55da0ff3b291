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
        if (defect == Defect.DescribesEachObject)
        {
            foreach (var item in answer.RootElement.EnumerateArray())
                (await GetAsync($"/objects/{item.GetProperty("name").GetString()}", cancellationToken)).Dispose();
        }

        var names = answer.RootElement.EnumerateArray().Select(item => item.GetProperty("name").GetString()!);
        var comparison = defect == Defect.CaseSensitiveSearch ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        if (defect == Defect.ListsFirstThousand)
            names = names.Take(1_000);
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
        if (!absent && defect != Defect.IgnoresDifference && await DiffersAsync(request, cancellationToken))
            throw new DriverException(DriverErrorCode.Conflict, $"There is another object '{Short(request.Object)}'. Take another name.") { Target = request.Object };
        if ((absent || defect == Defect.ReplacesObject) && (!request.DryRun || defect == Defect.DryRunCreates))
        {
            var fields = request.Fields.Take(request.Fields.Count - (defect == Defect.ForgetsField ? 1 : 0)).Select(field => new
            {
                name = field.Name,
                type = field.Type.ToString(),
                nullable = field.Nullable || defect == Defect.ForgetsMandatory,
            });
            object body = defect == Defect.ReplacesObject ? new { name = request.Object, fields, replace = true } : new { name = request.Object, fields };
            (await SendAsync(http, HttpMethod.Post, "/objects", body, CallIdempotency.Idempotent, cancellationToken)).Dispose();
        }

        return new EnsureObjectResponse { Created = absent || defect == Defect.AlwaysCreated, Schema = new ObjectSchema { Name = request.Object, Fields = request.Fields, KeyFields = request.KeyFields } };
    }

    private async Task<bool> DiffersAsync(EnsureObjectRequest request, CancellationToken cancellationToken)
    {
        var schema = await GetFieldsAsync(new GetFieldsRequest { Object = request.Object, Refresh = true }, cancellationToken);
        return !request.Fields.Select(field => (field.Name, field.Type)).SequenceEqual(schema.Fields.Select(field => (field.Name, field.Type)));
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
            Fields = [.. list.EnumerateArray().Select(ToField).Take(defect == Defect.CutsDescription ? 100 : int.MaxValue)],
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
