using System.Collections.Frozen;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Schema;

/// <summary>All object types of one org, fixed once built.</summary>
internal sealed class SchemaCatalog
{
    private readonly FrozenDictionary<string, ObjectSchema> _byName;

    private SchemaCatalog(IReadOnlyList<ObjectSchema> objects)
    {
        Objects = objects;
        _byName = objects.ToFrozenDictionary(o => o.Name, StringComparer.OrdinalIgnoreCase);
    }

    public IReadOnlyList<ObjectSchema> Objects { get; }

    public static SchemaCatalog Build(OrgDefinition? org)
    {
        var objects = StandardSchema.Load();
        if (org is not null) OrgSchemaBuilder.Apply(objects, org);
        for (var i = 0; i < objects.Count; i++) objects[i].Index = i;
        var catalog = new SchemaCatalog(objects);
        foreach (var child in objects)
        {
            foreach (var field in child.Fields.Where(f => f.Type == FieldType.Reference))
            {
                field.ReferenceTo = [.. field.ReferenceTo.Where(t => catalog.Find(t) is not null).Select(t => catalog.Find(t)!.Name)];
                foreach (var target in field.ReferenceTo) catalog.Find(target)!.Children.Add(new ChildRelationship(child, field));
            }
        }

        foreach (var parent in objects)
        {
            parent.Children.Sort((a, b) => string.CompareOrdinal(a.Child.Name + a.Field.Name, b.Child.Name + b.Field.Name));
        }

        return catalog;
    }

    public ObjectSchema? Find(string name) => _byName.GetValueOrDefault(name);
}
