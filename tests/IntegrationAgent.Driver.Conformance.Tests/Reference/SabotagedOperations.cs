using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

/// <summary>A client whose operations are dispatched by hand, with the mistakes that the generator does not make.</summary>
internal sealed class SabotagedOperations(ReferenceClient client, Defect defect) : IDriverClient, IDriverOperations
{
    public Task<JsonElement> InvokeOperationAsync(string operation, JsonElement arguments, CancellationToken cancellationToken)
    {
        if (defect == Defect.OperationBreaksSchema && operation == "count_tickets")
            return Task.FromResult(JsonSerializer.SerializeToElement("many"));
        if (defect == Defect.OperationTakesAnything && (operation == "no_such_operation" || arguments.ValueKind != JsonValueKind.Object || arguments.TryGetProperty("no_such_argument", out _)))
            return Task.FromResult(JsonSerializer.SerializeToElement<string?>(null));
        if (defect == Defect.OperationThrowsRaw && operation == "count_tickets" && !arguments.TryGetProperty("kind", out _))
            throw new KeyNotFoundException("kind");
        return ((IDriverOperations)client).InvokeOperationAsync(operation, arguments, cancellationToken);
    }

    public Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken) => client.CheckAsync(cancellationToken);

    public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken) => client.ListObjectsAsync(request, cancellationToken);

    public Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken) => client.GetFieldsAsync(request, cancellationToken);

    public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken) => client.GetRelationshipsAsync(request, cancellationToken);

    public IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken) => client.QueryAsync(request, cancellationToken);

    public ValueTask<RateLimitStatus> GetRateLimitAsync(CancellationToken cancellationToken) => client.GetRateLimitAsync(cancellationToken);

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
