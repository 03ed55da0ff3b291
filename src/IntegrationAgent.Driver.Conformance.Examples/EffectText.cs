using IntegrationAgent.Agent.Effects;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>Effects in the words of <see cref="ConformanceExample.Effects"/>.</summary>
internal static class EffectText
{
    public static string Of(Effect effect) => Of(
        effect.Verb switch
        {
            EffectVerb.CreateObject => "create object",
            EffectVerb.NativeQuery => "native query",
            _ => effect.Verb.ToString().ToLowerInvariant(),
        },
        effect.Connection,
        effect.Object,
        effect.KeyFields);

    public static string Of(string verb, string connection, string target, IReadOnlyList<string> key) =>
        $"{verb} {connection}{(target.Length > 0 ? "." + target : "")}{(key.Count > 0 ? " by " + string.Join(", ", key) : "")}";
}
