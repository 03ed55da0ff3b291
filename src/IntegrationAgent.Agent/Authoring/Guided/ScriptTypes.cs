using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Authoring.Guided;

/// <summary>Which value goes into which field without a conversion.</summary>
internal static class ScriptTypes
{
    public static bool Fits(FieldType from, FieldType to) => from == to || (IsText(from) && IsText(to)) || (from == FieldType.Int64 && to is FieldType.Double or FieldType.Decimal);

    private static bool IsText(FieldType type) => type is FieldType.String or FieldType.Reference or FieldType.Json;
}
