namespace IntegrationAgent.Agent.Validation.Analysis;

/// <summary>Two mappings of one field by one expression are one.</summary>
internal sealed class MappingComparer : IEqualityComparer<FieldOrigin>
{
    public static MappingComparer Instance { get; } = new();

    public bool Equals(FieldOrigin? x, FieldOrigin? y) => x is not null && y is not null && Key(x) == Key(y);

    public int GetHashCode(FieldOrigin obj) => Key(obj).GetHashCode();

    private static (string, string, string, string, string) Key(FieldOrigin one) => (one.TargetConnection, one.TargetObject, one.TargetField, one.SourceObject, one.Expression);
}
