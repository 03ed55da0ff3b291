using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>Finds what a dotted name means, seen from one FROM object and its aliases.</summary>
internal sealed class PathResolver
{
    private const int MaximumHops = 5;

    /// <summary>The fields that a reference to several objects offers: those of the "Name" entity.</summary>
    private static readonly HashSet<string> NameEntityFields = new(StringComparer.OrdinalIgnoreCase)
    {
        "Id", "Name", "FirstName", "LastName", "Email", "Phone", "Username", "Title", "IsActive", "Alias",
    };

    private readonly RecordStore _store;
    private readonly Dictionary<string, IReadOnlyList<string>> _aliases = new(StringComparer.OrdinalIgnoreCase);

    public PathResolver(RecordStore store, Table root, string? alias, IReadOnlyList<FromSyntax> joins)
    {
        _store = store;
        Root = root;
        if (alias is not null) _aliases[alias] = [];
        foreach (var join in joins)
        {
            var path = Expand(join.Path);
            if (path.Count == 0 || join.Alias is null) throw new SoqlException(SoqlException.MalformedQuery, $"unexpected token: '{join.Path[0]}'", join.Position);
            ResolveHops(path, path.Count, join.Position);
            _aliases[join.Alias] = path;
        }
    }

    public Table Root { get; }

    public FieldPath Resolve(PathSyntax path)
    {
        var segments = Expand(path.Segments);
        if (segments.Count == 0) throw NoSuchColumn(path.Text, Root.Schema.Name, path.Position);
        var hops = ResolveHops(segments, segments.Count - 1, path.Position);
        var name = segments[^1];
        var columns = new Column?[_store.Tables.Length];
        if (hops.Count == 0 || !hops[^1].Polymorphic)
        {
            var table = hops.Count == 0 ? Root : hops[^1].Targets[0];
            var field = table.Schema.Find(name) ?? throw NoSuchColumn(name, table.Schema.Name, path.Position);
            columns[table.Index] = table.Columns[field.Index];
            return new FieldPath(hops, field, columns);
        }

        return Polymorphic(hops, name, columns, path.Position);
    }

    /// <summary>Resolves all segments as relationships.</summary>
    public List<Hop> ResolveRelationship(IReadOnlyList<string> segments, int position)
    {
        var path = Expand(segments);
        return ResolveHops(path, path.Count, position);
    }

    /// <summary>Replaces an alias, or the object's own name, at the head of a path.</summary>
    public IReadOnlyList<string> Expand(IReadOnlyList<string> segments)
    {
        if (segments.Count > 0 && _aliases.TryGetValue(segments[0], out var replacement)) return [.. replacement, .. segments.Skip(1)];
        if (segments.Count > 1 && segments[0].Equals(Root.Schema.Name, StringComparison.OrdinalIgnoreCase) && Root.Schema.FindRelationship(segments[0]) is null)
            return [.. segments.Skip(1)];
        return segments;
    }

    public static SoqlException NoSuchColumn(string name, string entity, int position) =>
        new(SoqlException.InvalidField, $"No such column '{name}' on entity '{entity}'." + Advice("field", "__c", "custom field name"), position);

    public static SoqlException NoSuchRelationship(string name, string where, string code, int position) =>
        new(code, $"Didn't understand relationship '{name}' in {where}." + Advice("relationship", "__r", "custom relationship name"), position);

    private static string Advice(string what, string suffix, string name) =>
        $" If you are attempting to use a custom {what}, be sure to append the '{suffix}' after the {name}. Please reference your WSDL or the describe call for the appropriate names.";

    private List<Hop> ResolveHops(IReadOnlyList<string> segments, int count, int position)
    {
        if (count > MaximumHops)
            throw new SoqlException(SoqlException.MalformedQuery, "SOQL relationship queries may not traverse more than 5 levels of parent relationships.", position);
        var hops = new List<Hop>();
        var table = Root;
        for (var i = 0; i < count; i++)
        {
            if (hops.Count > 0 && hops[^1].Polymorphic) throw NoSuchRelationship(segments[i], "field path", SoqlException.InvalidField, position);
            var field = table.Schema.FindRelationship(segments[i]);
            if (field is null || field.ReferenceTo.Count == 0) throw NoSuchRelationship(segments[i], "field path", SoqlException.InvalidField, position);
            hops.Add(new Hop((LongColumn)table.Columns[field.Index], [.. field.ReferenceTo.Select(_store.Get)]));
            table = hops[^1].Targets[0];
        }

        return hops;
    }

    private static FieldPath Polymorphic(List<Hop> hops, string name, Column?[] columns, int position)
    {
        var hop = hops[^1];
        if (name.Equals("Type", StringComparison.OrdinalIgnoreCase))
        {
            var type = StandardSchema.ParseField("Type | Type | string(40) | N");
            foreach (var target in hop.Targets) columns[target.Index] = new DerivedTextColumn(type, _ => target.Schema.Name);
            return new FieldPath(hops, type, columns);
        }

        FieldSchema? found = null;
        if (NameEntityFields.Contains(name))
        {
            foreach (var target in hop.Targets)
            {
                if (target.Schema.Find(name) is not { } field) continue;
                found ??= field;
                columns[target.Index] = target.Columns[field.Index];
            }

            // Cases and tasks are named by a number or a subject: their Name is their name field.
            if (name.Equals("Name", StringComparison.OrdinalIgnoreCase))
            {
                foreach (var target in hop.Targets) columns[target.Index] ??= target.Columns[target.Schema.NameField.Index];
            }
        }

        return found is null ? throw NoSuchColumn(name, "Name", position) : new FieldPath(hops, found, columns);
    }
}
