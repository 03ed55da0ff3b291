using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>Finds fields and paths along parents, without case, and names the nearest where one is missing.</summary>
internal sealed class FieldResolver(DescribeCache cache)
{
    private const int MaxParents = 5;

    /// <summary>Of a parent that may be of many kinds so many are looked at; the rest have the same common fields.</summary>
    private const int MaxKinds = 25;

    internal async ValueTask<ResolvedField> ResolveAsync(DescribedObject root, string requested, CancellationToken cancellationToken)
    {
        var segments = requested.Split('.');
        if (segments.Length > MaxParents + 1)
            throw new DriverException(DriverErrorCode.InvalidQuery, $"The path '{Short(requested)}' follows more than {MaxParents} parents, which Salesforce does not allow.") { Target = requested };
        var path = new List<string>(segments.Length);
        IReadOnlyList<DescribedObject> owners = [root];
        for (var i = 0; i < segments.Length - 1; i++)
        {
            var parent = FindParent(owners, segments[i]) ?? throw Missing(requested, segments[i], owners, owners.SelectMany(each => each.RelationshipNames));
            path.Add(parent.RelationshipName!);
            owners = await ParentsAsync(parent, cancellationToken).ConfigureAwait(false);
        }

        foreach (var owner in owners)
        {
            if (owner.Field(segments[^1]) is not { } field)
                continue;
            path.Add(field.Name);
            return new ResolvedField(requested, path, owner, field);
        }

        throw Missing(requested, segments[^1], owners, owners.SelectMany(each => each.FieldNames));
    }

    private static SObjectField? FindParent(IReadOnlyList<DescribedObject> owners, string name)
    {
        foreach (var owner in owners)
        {
            if (owner.Parent(name) is { } parent)
                return parent;
        }

        return null;
    }

    /// <summary>A polymorphic parent has the fields that any of its kinds has; which of them may be read through it, Salesforce decides.</summary>
    private async ValueTask<IReadOnlyList<DescribedObject>> ParentsAsync(SObjectField reference, CancellationToken cancellationToken)
    {
        var parents = new List<DescribedObject>();
        DriverException? hidden = null;
        var targets = reference.ReferenceTo.OrderByDescending(static name => name == "User").Take(MaxKinds).ToList();
        if (targets.Count > 1)
            await cache.PrefetchAsync(targets, cancellationToken).ConfigureAwait(false);
        foreach (var target in targets)
        {
            try
            {
                parents.Add(await cache.GetAsync(target, refresh: false, cancellationToken).ConfigureAwait(false));
            }
            catch (DriverException exception) when (exception.Code == DriverErrorCode.ObjectNotFound)
            {
                hidden = exception;
            }
        }

        return parents.Count > 0 ? parents : throw hidden ?? new DriverException(DriverErrorCode.ObjectNotFound, $"The field '{reference.Name}' points to no object.") { Target = reference.Name };
    }

    private static DriverException Missing(string requested, string segment, IReadOnlyList<DescribedObject> owners, IEnumerable<string> candidates)
    {
        var nearest = NearestNames.Find(segment, candidates.Distinct(StringComparer.OrdinalIgnoreCase));
        var where = string.Join(" or ", owners.Take(2).Select(owner => owner.Name));
        var hint = nearest.Count == 0 ? "Read the object's fields to see what there is." : $"Did you mean {string.Join(", ", nearest.Take(3))}?";
        return new DriverException(DriverErrorCode.FieldNotFound, $"There is no field or parent '{Short(segment)}' on {where}, or the user may not see it. {hint}")
        {
            Scope = ErrorScope.Object,
            Target = requested,
            Suggestions = nearest,
        };
    }

    private static string Short(string text) => text.Length > 80 ? text[..80] : text;
}
