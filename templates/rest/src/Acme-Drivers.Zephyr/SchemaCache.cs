using System.Collections.Concurrent;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace Acme_Drivers.Zephyr;

/// <summary>The objects of the installation, described once for each connection.</summary>
internal sealed class SchemaCache(IZephyrApi api)
{
    private readonly ConcurrentDictionary<string, ApiObject> known = new(StringComparer.Ordinal);

    internal async Task<ApiObject> GetAsync(string name, bool refresh, CancellationToken cancellationToken)
    {
        if (!refresh && known.TryGetValue(name, out var found))
            return found;
        var all = ZephyrErrors.Required(await api.ListObjectsAsync(cancellationToken).ConfigureAwait(false));
        if (!all.Objects.Any(one => string.Equals(one.Name, name, StringComparison.Ordinal)))
        {
            throw new DriverException(DriverErrorCode.ObjectNotFound, "Zephyr has no object of this name. Take a suggestion, or list the objects.")
            {
                Scope = ErrorScope.Object,
                Target = name,
                Suggestions = NearestNames.Find(name, all.Objects.Select(one => one.Name)),
            };
        }

        var described = ZephyrErrors.Required(await api.GetObjectAsync(name, cancellationToken).ConfigureAwait(false));
        return known[name] = described;
    }

    /// <summary>The field at the end of a path such as <c>customer.name</c>.</summary>
    internal async Task<ApiField> ResolveAsync(ApiObject from, string path, CancellationToken cancellationToken)
    {
        var parts = path.Split('.');
        for (var i = 0; i < parts.Length - 1; i++)
        {
            var parent = from.Fields.FirstOrDefault(field => string.Equals(field.Path, parts[i], StringComparison.Ordinal) && field.References is not null)
                ?? throw NotFound(from, parts[i], path, from.Fields.Where(field => field.Path is not null).Select(field => field.Path!));
            from = await GetAsync(parent.References!, refresh: false, cancellationToken).ConfigureAwait(false);
        }

        return from.Fields.FirstOrDefault(field => string.Equals(field.Name, parts[^1], StringComparison.Ordinal))
            ?? throw NotFound(from, parts[^1], path, from.Fields.Select(field => field.Name));
    }

    private static DriverException NotFound(ApiObject from, string name, string path, IEnumerable<string> candidates) =>
        new(DriverErrorCode.FieldNotFound, $"The object '{from.Name}' has no such field. Take a suggestion, or read its fields.")
        {
            Target = path,
            Suggestions = NearestNames.Find(name, candidates),
        };
}
