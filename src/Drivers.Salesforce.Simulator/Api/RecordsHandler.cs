using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Soql;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;
using IntegrationAgent.Drivers.Salesforce.Simulator.Writing;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>One record at a time: create, read, update, delete, upsert.</summary>
internal sealed class RecordsHandler(SimulatorState state)
{
    private const int FirstVersionWithUpsertBody = 46;

    public ApiResponse Create(ApiRequest request, Table table) => Write(request, writer =>
    {
        using var body = request.Json();
        var row = writer.Insert(table, FieldInput.FromObject(Record(body), request.Body));
        return Created(table, row, null).With("Location", $"{request.BasePath}/sobjects/{table.Schema.Name}/{table.Id(row)}");
    });

    public ApiResponse Record(ApiRequest request, Table table, string id) => request.Method switch
    {
        "GET" or "HEAD" => state.Store.Read(() => Get(request, table, Locate(table, id))),
        "PATCH" => Write(request, writer =>
        {
            using var body = request.Json();
            writer.Update(table, Locate(table, id), FieldInput.FromObject(Record(body), request.Body));
            return ApiResponse.Empty(204);
        }),
        "DELETE" => Write(request, writer =>
        {
            writer.Delete(table, Locate(table, id));
            return ApiResponse.Empty(204);
        }),
        _ => throw ApiError.MethodNotAllowed(request.Method, "DELETE,GET,HEAD,PATCH"),
    };

    public ApiResponse ByExternalId(ApiRequest request, Table table, string fieldName, string value)
    {
        var field = table.Schema.Find(fieldName);
        if (field is not { IdLookup: true } || (field.Type != FieldType.Id && !field.ExternalId && !field.IdLookupOverride))
            throw new ApiError(404, "NOT_FOUND", $"Provided external ID field does not exist or is not accessible: {fieldName}");
        if (field.Type == FieldType.Id)
        {
            if (request.Method == "PATCH") throw ApiError.MethodNotAllowed("PATCH", "GET,HEAD,POST");
            return Record(request, table, value);
        }

        return request.Method switch
        {
            "GET" or "HEAD" => state.Store.Read(() => Get(request, table, Single(request, table, field, value))),
            "DELETE" => Write(request, writer =>
            {
                writer.Delete(table, Single(request, table, field, value));
                return ApiResponse.Empty(204);
            }),
            "PATCH" => Write(request, writer => Upsert(request, writer, table, field, value)),
            _ => throw ApiError.MethodNotAllowed(request.Method, "DELETE,GET,HEAD,PATCH"),
        };
    }

    /// <summary>The row of an id, deleted or not; an id of another object is malformed.</summary>
    public int Locate(Table table, string id)
    {
        if (!SalesforceId.IsWellFormed(id)) throw ApiError.NotFound();
        if (state.Store.FindId(id) is not { } reference)
            throw state.Store.TableOfPrefix(id) == table ? ApiError.NotFound() : throw Malformed(table, id);
        return RecordRef.Table(reference) == table.Index ? RecordRef.Row(reference) : throw Malformed(table, id);
    }

    public static ApiError Malformed(Table table, string id) =>
        new(400, "MALFORMED_ID", $"{table.Schema.Label} ID: id value of incorrect type: {id}", ["Id"]);

    private static System.Text.Json.JsonElement Record(System.Text.Json.JsonDocument body) => body.RootElement.ValueKind == System.Text.Json.JsonValueKind.Object
        ? body.RootElement
        : throw new ApiError(400, "JSON_PARSER_ERROR", "Cannot deserialize instance of sobject: a JSON object was expected");

    private static ApiResponse Upsert(ApiRequest request, RecordWriter writer, Table table, FieldSchema field, string value)
    {
        using var body = request.Json();
        var inputs = FieldInput.FromObject(Record(body), request.Body);
        if (inputs.Exists(i => i.Name.Equals(field.Name, StringComparison.OrdinalIgnoreCase)))
            throw new ApiError(400, "INVALID_FIELD", $"The {field.Name} field should not be specified in the sobject data.");
        var rows = table.Keys(table.Columns[field.Index]).Find(value);
        if (rows.Length > 1) return Ambiguous(request, table, rows);
        if (rows.Length == 1)
        {
            writer.Update(table, rows[0], inputs);
            return request.Version >= FirstVersionWithUpsertBody ? Created(table, rows[0], false) : ApiResponse.Empty(204);
        }

        if (request.Get("updateOnly") is "true") throw ApiError.NotFound();
        inputs.Add(FieldInput.Csv(field.Name, value));
        return Created(table, writer.Insert(table, inputs), request.Version >= FirstVersionWithUpsertBody ? true : null);
    }

    private static int Single(ApiRequest request, Table table, FieldSchema field, string value)
    {
        var rows = table.Keys(table.Columns[field.Index]).Find(value);
        return rows.Length switch
        {
            1 => rows[0],
            0 => throw ApiError.NotFound(),
            _ => throw new AmbiguousIdException(Ambiguous(request, table, rows)),
        };
    }

    private static ApiResponse Ambiguous(ApiRequest request, Table table, int[] rows)
    {
        var json = new JsonBuffer(512).OpenArray();
        foreach (var row in rows) json.Separator().String($"{request.BasePath}/sobjects/{table.Schema.Name}/{table.Id(row)}");
        return ApiResponse.Json(json.CloseArray(), 300);
    }

    private static ApiResponse Created(Table table, int row, bool? created)
    {
        var json = new JsonBuffer(256).Open().Property("id", table.Id(row)).Property("success", true).Name("errors").OpenArray().CloseArray();
        if (created is { } wasCreated) json.Property("created", wasCreated);
        return ApiResponse.Json(json.Close(), created == false ? 200 : 201);
    }

    private ApiResponse Get(ApiRequest request, Table table, int row)
    {
        if (table.State(row) != RowState.Live) throw new ApiError(404, "ENTITY_IS_DELETED", "entity is deleted", []);
        var names = request.Get("fields")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var json = new JsonBuffer(8192);
        Shape(table, request.BasePath, names).Write(json, row);
        return ApiResponse.Json(json);
    }

    public RecordShape Shape(Table table, string basePath, IEnumerable<string>? names)
    {
        var shape = new RecordShape(table, basePath);
        var fields = names?.Select(n => table.Schema.Find(n) ?? throw new ApiError(400, "INVALID_FIELD", $"No such column '{n}' on sobject of type {table.Schema.Name}")) ?? table.Schema.Fields;
        var distinct = fields.Distinct().ToList();
        if (names is not null && !distinct.Exists(f => f.Type == FieldType.Id)) distinct.Add(table.Schema.Find("Id")!); // every object has one
        foreach (var field in distinct) shape.Members.Add(OutputNode.For(field.Name, table.Columns[field.Index], state.Store));
        return shape;
    }

    public ApiResponse Write(ApiRequest request, Func<RecordWriter, ApiResponse> body) => state.Store.Write(() =>
    {
        Faults.ThrowIfLocked();
        var undo = request.Transaction ?? new UndoLog();
        var mark = undo.Mark;
        try
        {
            return body(new RecordWriter(state.Store, undo, AllowsDuplicates(request)));
        }
        catch (ApiError)
        {
            undo.Rollback(mark);
            throw;
        }
    });

    public static bool AllowsDuplicates(ApiRequest request) =>
        request.Header("Sforce-Duplicate-Rule-Header")?.Replace(" ", "", StringComparison.Ordinal).Contains("allowSave=true", StringComparison.OrdinalIgnoreCase) == true;
}
