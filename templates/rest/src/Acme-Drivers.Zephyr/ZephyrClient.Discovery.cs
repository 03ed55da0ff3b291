using IntegrationAgent.Driver;

namespace Acme_Drivers.Zephyr;

public sealed partial class ZephyrClient
{
    /// <inheritdoc />
    public async Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        var all = ZephyrErrors.Required(await api.ListObjectsAsync(cancellationToken).ConfigureAwait(false));
        return
        [
            .. all.Objects
                .Where(one => request.NameContains is not { } part || one.Name.Contains(part, StringComparison.OrdinalIgnoreCase) || one.Label?.Contains(part, StringComparison.OrdinalIgnoreCase) == true)
                .OrderBy(one => one.Name, StringComparer.Ordinal)
                .Select(one => new ObjectSummary
                {
                    Name = one.Name,
                    Label = one.Label ?? one.Name,
                    Custom = one.Custom,
//#if (canWrite)
                    Writable = one.Writable,
//#endif
                    ApproximateCount = request.IncludeCounts ? one.Count : null,
                }),
        ];
    }

    /// <inheritdoc />
    public async Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        return SchemaMapper.ToSchema(await schemas.GetAsync(request.Object, request.Refresh, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        var asked = await schemas.GetAsync(request.Object, refresh: false, cancellationToken).ConfigureAwait(false);
        var found = asked.Fields.Where(field => field.References is not null).Select(field => new Relationship
        {
            Name = field.Path,
            FromObject = asked.Name,
            ToObject = field.References!,
            Field = field.Name,
            Kind = RelationshipKind.Parent,
        }).ToList();
        var all = ZephyrErrors.Required(await api.ListObjectsAsync(cancellationToken).ConfigureAwait(false));
        foreach (var entry in all.Objects.OrderBy(one => one.Name, StringComparer.Ordinal))
        {
            var other = await schemas.GetAsync(entry.Name, refresh: false, cancellationToken).ConfigureAwait(false);
            found.AddRange(other.Fields.Where(field => string.Equals(field.References, asked.Name, StringComparison.Ordinal)).Select(field => new Relationship
            {
                FromObject = asked.Name,
                ToObject = other.Name,
                Field = field.Name,
                Kind = RelationshipKind.Children,
            }));
        }

        return found;
    }
}
