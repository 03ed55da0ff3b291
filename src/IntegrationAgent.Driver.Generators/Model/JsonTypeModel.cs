namespace IntegrationAgent.Driver.Generators.Model;

/// <summary>A type of a parameter or result.</summary>
/// <param name="Kind">How it looks in JSON.</param>
/// <param name="TypeName">The type in C#, fully qualified, without the mark of a nullable type.</param>
/// <param name="IsNullable">True when null is one of its values.</param>
/// <param name="IsValueType">True when a nullable one is a <see cref="Nullable{T}"/>.</param>
/// <param name="Scalar">The name of the helper that reads a scalar, for example <c>Int32</c>; empty for the others.</param>
/// <param name="Element">What a list or a map holds.</param>
/// <param name="Members">The words of an enumeration.</param>
/// <param name="Properties">The properties of an object.</param>
internal sealed record JsonTypeModel(
    JsonTypeKind Kind,
    string TypeName,
    bool IsNullable,
    bool IsValueType,
    string Scalar,
    JsonTypeModel? Element,
    EquatableArray<EnumMemberModel> Members,
    EquatableArray<JsonPropertyModel> Properties)
{
    public string NullableTypeName => IsNullable ? TypeName + "?" : TypeName;
}
