using IntegrationAgent.Agent.Validation.Bindings;

namespace IntegrationAgent.Agent.Validation;

/// <summary>The names by which a script reaches what discovery found, for whoever writes one.</summary>
public static class ScriptBindings
{
    /// <summary>What a script calls the records of an object that it reads, for example <c>Lead</c>.</summary>
    public static string SourceClass(string objectName) => BindingNames.Source(objectName);

    /// <summary>What a script calls the records of an object that it writes, for example <c>LeadRow</c>.</summary>
    public static string TargetClass(string objectName) => BindingNames.Target(objectName);

    /// <summary>The classes of every object, with the property of every field: what a script may use.</summary>
    public static IReadOnlyList<BindingName> Names(IReadOnlyList<ConnectionSchema> schemas)
    {
        ArgumentNullException.ThrowIfNull(schemas);
        return
        [
            .. BindingPlan.Of(schemas, "").Classes.SelectMany(one => one.Fields.Select(field =>
                new BindingName(one.Connection, one.Object, one.IsTarget, one.Name, field.Field, field.Property, field.ClrType))),
        ];
    }

    /// <summary>The part of a script above its bindings.</summary>
    public static string Body(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return BindingText.Split(source).Body;
    }
}
