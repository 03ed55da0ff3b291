using IntegrationAgent.Driver;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IntegrationAgent.Agent.Validation.Bindings;

/// <summary>
/// Every class that a script could use, with every field that discovery found: against these a script is analysed, so that a wrong name is compared with the whole
/// schema. What it uses becomes its bindings.
/// </summary>
internal sealed class BindingPlan
{
    private BindingPlan(IReadOnlyList<BindingClass> classes)
    {
        Classes = classes;
        Text = BindingText.Write(classes);
    }

    public IReadOnlyList<BindingClass> Classes { get; }

    public string Text { get; }

    /// <param name="schemas">What discovery found.</param>
    /// <param name="existing">The bindings that the file has: their class names are kept.</param>
    public static BindingPlan Of(IReadOnlyList<ConnectionSchema> schemas, string existing)
    {
        var kept = ExistingNames(existing).Where(pair => schemas.Any(schema => schema.Connection == pair.Key.Connection && schema.Find(pair.Key.Object) is not null)).ToDictionary();
        var used = new HashSet<string>(kept.Values, StringComparer.Ordinal);
        var names = new Dictionary<(string, string, bool), string>(kept);
        foreach (var schema in schemas.Where(schema => schema.IsSource))
        {
            foreach (var one in schema.Objects)
                Name(schema.Connection, one.Name, isTarget: false);
        }

        // Data flows from the first to the last: where two connections have an object of one name, the last one's is the one that is written.
        foreach (var schema in schemas.Where(schema => schema.IsTarget).Reverse())
        {
            foreach (var one in schema.Objects)
                Name(schema.Connection, one.Name, isTarget: true);
        }

        return new BindingPlan(
        [
            .. from schema in schemas
               from one in schema.Objects
               from isTarget in (bool[])[false, true]
               where isTarget ? schema.IsTarget : schema.IsSource
               let name = names[(schema.Connection, one.Name, isTarget)]
               select new BindingClass(name, schema.Connection, one.Name, isTarget, Fields(schema, one, isTarget, name)),
        ]);

        void Name(string connection, string target, bool isTarget)
        {
            if (!names.ContainsKey((connection, target, isTarget)))
                names[(connection, target, isTarget)] = Free(isTarget ? BindingNames.Target(target) : BindingNames.Source(target), connection, used);
        }
    }

    /// <summary>The bindings of a script that uses these properties, by class.</summary>
    public string Only(IReadOnlyDictionary<string, HashSet<string>> used) => BindingText.Write(
        Classes.Where(one => used.ContainsKey(one.Name)).Select(one => one with { Fields = [.. one.Fields.Where(field => used[one.Name].Contains(field.Property))] }));

    private static string Free(string name, string connection, HashSet<string> used)
    {
        if (used.Add(name))
            return name;
        var prefix = BindingNames.Identifier(connection);
        var free = prefix + name;
        for (var i = 2; !used.Add(free); i++)
            free = $"{prefix}{name}_{i}";
        return free;
    }

    private static List<BindingField> Fields(ConnectionSchema schema, ObjectSchema one, bool isTarget, string className)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var fields = new List<BindingField>();
        foreach (var field in one.Fields.Where(field => BindingField.CanBind(field.Type)))
            fields.Add(new BindingField(BindingNames.Property(field.Name, className, used), field.Name, field.Type));
        if (isTarget)
            return fields;
        foreach (var reference in one.Fields.Where(field => field.RelationshipName is not null))
        {
            var parent = reference.ReferenceTo.Select(schema.Find).FirstOrDefault(found => found is not null);
            foreach (var field in parent?.Fields.Where(field => BindingField.CanBind(field.Type)) ?? [])
            {
                var path = $"{reference.RelationshipName}.{field.Name}";
                fields.Add(new BindingField(BindingNames.Property(path, className, used), path, field.Type));
            }
        }

        return fields;
    }

    private static Dictionary<(string Connection, string Object, bool IsTarget), string> ExistingNames(string bindings)
    {
        var names = new Dictionary<(string, string, bool), string>();
        if (bindings.Length == 0)
            return names;
        foreach (var one in CSharpSyntaxTree.ParseText(bindings).GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>())
        {
            foreach (var attribute in one.AttributeLists.SelectMany(list => list.Attributes))
            {
                if (attribute.Name.ToString() is not ("SourceObject" or "TargetObject") || attribute.ArgumentList?.Arguments is not [var connection, var target])
                    continue;
                if (connection.Expression is LiteralExpressionSyntax { Token.Value: string connectionName } && target.Expression is LiteralExpressionSyntax { Token.Value: string objectName })
                    names.TryAdd((connectionName, objectName, attribute.Name.ToString() == "TargetObject"), one.Identifier.ValueText);
            }
        }

        return names;
    }
}
