namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>A member of another assembly that a driver's code names.</summary>
internal sealed record MemberUse(string Namespace, string Type, string Member, int Parameters)
{
    /// <summary>The type of a function of native code.</summary>
    public const string Import = "<import>";

    public string FullType => Namespace.Length == 0 ? Type : $"{Namespace}.{Type}";

    public string Name => $"{FullType}.{Member.TrimStart('.')}";
}
