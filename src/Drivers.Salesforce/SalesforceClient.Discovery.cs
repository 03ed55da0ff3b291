using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

public sealed partial class SalesforceClient
{
    /// <summary>How many names go into one call for record counts: the address has an end.</summary>
    private const int CountsPerCall = 200;

    /// <inheritdoc />
    public async Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var list = await cache.ListAsync(refresh: true, cancellationToken).ConfigureAwait(false);
        var wanted = list.Sobjects
            .Where(each => !each.DeprecatedAndHidden && Contains(each, request.NameContains))
            .OrderBy(each => each.Name, StringComparer.Ordinal)
            .ToList();
        var counts = request.IncludeCounts ? await CountAsync(wanted, cancellationToken).ConfigureAwait(false) : null;
        return
        [
            .. wanted.Select(each => new ObjectSummary
            {
                Name = each.Name,
                Label = each.Label ?? each.Name,
                Custom = each.Custom,
                Queryable = each.Queryable,
                Writable = each.Createable || each.Updateable,
                ApproximateCount = counts is null || !each.Queryable ? null : counts.GetValueOrDefault(each.Name),
            }),
        ];
    }

    /// <inheritdoc />
    public async Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return (await cache.GetAsync(request.Object, request.Refresh, cancellationToken).ConfigureAwait(false)).Schema;
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return SchemaMapper.ToRelationships((await cache.GetAsync(request.Object, refresh: false, cancellationToken).ConfigureAwait(false)).Describe);
    }

    private static bool Contains(SObjectInfo info, string? part) =>
        part is null || info.Name.Contains(part, StringComparison.OrdinalIgnoreCase) || (info.Label?.Contains(part, StringComparison.OrdinalIgnoreCase) ?? false);

    /// <summary>Objects without records are left out of Salesforce's answer.</summary>
    private async ValueTask<Dictionary<string, long>> CountAsync(List<SObjectInfo> objects, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long>(StringComparer.OrdinalIgnoreCase);
        foreach (var names in objects.Where(each => each.Queryable).Select(each => each.Name).Chunk(CountsPerCall))
        {
            var answer = await api.CountRecordsAsync(connection.Version, string.Join(',', names), cancellationToken).ConfigureAwait(false);
            foreach (var count in answer.SObjects)
                counts[count.Name] = count.Count;
        }

        return counts;
    }
}
