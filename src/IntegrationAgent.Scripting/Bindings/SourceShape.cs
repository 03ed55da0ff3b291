using System.Reflection;

namespace IntegrationAgent.Scripting;

/// <summary>What a class of source records reads: computed once for each class.</summary>
internal static class SourceShape<T>
    where T : SourceRecord
{
    private static readonly SourceObjectAttribute? Attribute = typeof(T).GetCustomAttribute<SourceObjectAttribute>();

    public static string Connection => Declared.Connection;

    public static string ObjectName => Declared.ObjectName;

    public static IReadOnlyList<FieldBinding> Fields { get; } = FieldBinding.Of(typeof(T));

    public static IReadOnlyList<string> FieldNames { get; } = [.. Fields.Select(field => field.Name)];

    private static SourceObjectAttribute Declared => Attribute ?? throw new ScriptException(
        "E-SCR-BINDING",
        $"The class {typeof(T).Name} does not say which object it reads.",
        "Use a class of the generated bindings, marked [SourceObject].");

    /// <summary>The field that a property stands for.</summary>
    public static FieldBinding? Find(MemberInfo member) => Fields.FirstOrDefault(field => field.Property.Name == member.Name);
}
