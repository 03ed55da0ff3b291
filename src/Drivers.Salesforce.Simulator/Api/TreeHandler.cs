using System.Text.Json;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;
using IntegrationAgent.Drivers.Salesforce.Simulator.Writing;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>Inserts records with their children in one call, all or none.</summary>
internal sealed class TreeHandler(SimulatorState state, RecordsHandler records)
{
    private const int MaximumRecords = 200;
    private const int MaximumDepth = 5;

    public ApiResponse Handle(ApiRequest request, Table table)
    {
        using var body = request.Json();
        if (body.RootElement.ValueKind != JsonValueKind.Object || !body.RootElement.TryGetProperty("records", out var items) || items.ValueKind != JsonValueKind.Array)
            throw new ApiError(400, "JSON_PARSER_ERROR", "The request must hold an array of records");
        return records.Write(request, writer =>
        {
            var undo = request.Transaction ?? writer.Undo;
            var begin = undo.Mark;
            var results = new List<(string Reference, string? Id, ApiError? Error)>();
            Insert(writer, undo, table, items, null, results, 1);
            var failed = results.Exists(r => r.Error is not null);
            if (failed) undo.Rollback(begin);
            var json = new JsonBuffer(2048).Open().Property("hasErrors", failed).Name("results").OpenArray();
            foreach (var (reference, id, error) in results)
            {
                if (failed && error is null) continue;
                json.Separator().Open().Property("referenceId", reference);
                if (error is null)
                {
                    json.Property("id", id);
                }
                else
                {
                    json.Name("errors").OpenArray();
                    error.WriteItem(json);
                    json.CloseArray();
                }

                json.Close();
            }

            return ApiResponse.Json(json.CloseArray().Close(), failed ? 400 : 201);
        });
    }

    private void Insert(RecordWriter writer, UndoLog undo, Table table, JsonElement items, FieldInput? parent, List<(string Reference, string? Id, ApiError? Error)> results, int depth)
    {
        if (depth > MaximumDepth) throw new ApiError(400, "INVALID_INPUT", "The tree is deeper than 5 levels");
        foreach (var item in items.EnumerateArray())
        {
            if (results.Count >= MaximumRecords) throw new ApiError(400, "INVALID_INPUT", $"The tree holds more than {MaximumRecords} records");
            if (item.ValueKind != JsonValueKind.Object) throw new ApiError(400, "JSON_PARSER_ERROR", "Every record must be a JSON object");
            var reference = item.TryGetProperty("attributes", out var attributes) && attributes.ValueKind == JsonValueKind.Object && attributes.TryGetProperty("referenceId", out var named)
                ? named.ToString()
                : throw new ApiError(400, "INVALID_INPUT", "Include a reference ID for each record in the request.");
            if (results.Exists(r => r.Reference == reference)) throw new ApiError(400, "INVALID_INPUT", $"Duplicate ReferenceId provided in the request: {reference}");
            var inputs = FieldInput.FromObject(item);
            var nested = inputs.FindAll(i => !i.IsNull && i.Json.ValueKind == JsonValueKind.Object && i.Json.TryGetProperty("records", out var inner) && inner.ValueKind == JsonValueKind.Array);
            inputs.RemoveAll(nested.Contains);
            if (parent is { } link) inputs.Add(link);
            var mark = undo.Mark;
            try
            {
                Faults.ThrowIfLocked();
                var row = writer.Insert(table, inputs);
                results.Add((reference, table.Id(row), null));
                foreach (var child in nested)
                {
                    var relationship = table.Schema.Children.Find(c => c.Field.ChildRelationshipName is { } name && name.Equals(child.Name, StringComparison.OrdinalIgnoreCase))
                        ?? throw new ApiError(400, "INVALID_FIELD", $"No such column '{child.Name}' on sobject of type {table.Schema.Name}");
                    Insert(writer, undo, state.Store.Tables[relationship.Child.Index], child.Json.GetProperty("records"), FieldInput.Csv(relationship.Field.Name, table.Id(row)), results, depth + 1);
                }
            }
            catch (ApiError error) when (!results.Exists(r => r.Reference == reference))
            {
                undo.Rollback(mark);
                results.Add((reference, null, error));
            }
        }
    }
}
