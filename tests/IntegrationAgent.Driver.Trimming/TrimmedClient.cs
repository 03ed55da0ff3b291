using System.Text.Json;

namespace IntegrationAgent.Driver.Trimming;

/// <summary>Answers nothing; what counts is the code that is generated beside it.</summary>
public sealed partial class TrimmedClient : IDriverClient
{
    /// <inheritdoc />
    public Task<ConnectionCheck> CheckAsync(CancellationToken cancellationToken) => Task.FromException<ConnectionCheck>(Nothing());

    /// <inheritdoc />
    public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ObjectSummary>>([]);

    /// <inheritdoc />
    public Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken) => Task.FromException<ObjectSchema>(Nothing());

    /// <inheritdoc />
    public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<Relationship>>([]);

    /// <inheritdoc />
    public IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, CancellationToken cancellationToken) => throw Nothing();

    /// <inheritdoc />
    public ValueTask<RateLimitStatus> GetRateLimitAsync(CancellationToken cancellationToken) => new(new RateLimitStatus());

    /// <inheritdoc />
    public ValueTask DisposeAsync() => default;

    /// <summary>Takes one object.</summary>
    /// <param name="request">All kinds of values.</param>
    /// <param name="cancellationToken">Stops it.</param>
    [DriverOperation("mix", Effect = OperationEffect.Write)]
    public Task<EveryValue> MixAsync(EveryValue request, CancellationToken cancellationToken) => Task.FromResult(request);

    /// <summary>Takes single values.</summary>
    /// <param name="id">Which.</param>
    /// <param name="color">Which color.</param>
    /// <param name="any">Anything.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Stops it.</param>
    [DriverOperation("pick")]
    public Task<IReadOnlyList<string>> PickAsync(Guid id, Color color, JsonElement any, int count = 3, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<string>>([$"{id} {color} {any} {count}"]);

    /// <summary>Answers nothing.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    [DriverOperation("rest")]
    public Task RestAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static DriverException Nothing() => new(DriverErrorCode.Unsupported, "There is nothing here. Use another.");
}
