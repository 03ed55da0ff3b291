using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>The types that are one value in JSON, by the name of the helper that reads and writes them.</summary>
internal static class ScalarTypes
{
    public const string Any = "Any";

    public static string? Find(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_Boolean => "Boolean",
        SpecialType.System_Byte => "Byte",
        SpecialType.System_SByte => "SByte",
        SpecialType.System_Int16 => "Int16",
        SpecialType.System_UInt16 => "UInt16",
        SpecialType.System_Int32 => "Int32",
        SpecialType.System_UInt32 => "UInt32",
        SpecialType.System_Int64 => "Int64",
        SpecialType.System_UInt64 => "UInt64",
        SpecialType.System_Single => "Single",
        SpecialType.System_Double => "Double",
        SpecialType.System_Decimal => "Decimal",
        SpecialType.System_String => "String",
        SpecialType.None => FindByName(type),
        _ => null,
    };

    /// <summary>What to write instead of a type that is not supported.</summary>
    public static string InsteadOf(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_DateTime } => "write DateTimeOffset for a moment, DateOnly for a day",
        { SpecialType: SpecialType.System_Object } or { TypeKind: TypeKind.Dynamic } => "write JsonElement for a value of any form",
        { SpecialType: SpecialType.System_Char } => "write string",
        { Name: "TimeSpan" } => "write the number of seconds as int or double, and say so in its name",
        { TypeKind: TypeKind.Interface } => "write the sealed class that it stands for, or IReadOnlyList<T>",
        _ => "write a number, bool, string, decimal, DateTimeOffset, DateOnly, TimeOnly, Guid, Uri, byte[], JsonElement, an enumeration, a list or a dictionary by string of those, or a public sealed class with init properties of those",
    };

    /// <summary>The type in C#.</summary>
    public static string TypeName(string scalar) => scalar switch
    {
        "Boolean" => "bool",
        "Byte" => "byte",
        "SByte" => "sbyte",
        "Int16" => "short",
        "UInt16" => "ushort",
        "Int32" => "int",
        "UInt32" => "uint",
        "Int64" => "long",
        "UInt64" => "ulong",
        "Single" => "float",
        "Double" => "double",
        "Decimal" => "decimal",
        "String" => "string",
        "Bytes" => "byte[]",
        Any => "global::System.Text.Json.JsonElement",
        _ => "global::System." + scalar,
    };

    private static string? FindByName(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte } => "Bytes",
        { Name: "DateTimeOffset" or "DateOnly" or "TimeOnly" or "Guid" or "Uri", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } } => type.Name,
        { Name: "JsonElement", ContainingNamespace: { Name: "Json", ContainingNamespace: { Name: "Text", ContainingNamespace.Name: "System" } } } => Any,
        _ => null,
    };
}
