using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Effects;

/// <summary>How verbs and the modes of a write belong together.</summary>
internal static class EffectVerbs
{
    public static EffectVerb Of(WriteMode mode) => mode switch
    {
        WriteMode.Insert => EffectVerb.Insert,
        WriteMode.Update => EffectVerb.Update,
        WriteMode.Delete => EffectVerb.Delete,
        _ => EffectVerb.Upsert,
    };
}
