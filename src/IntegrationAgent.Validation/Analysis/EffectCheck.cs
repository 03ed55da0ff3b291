using IntegrationAgent.Agent.Effects;

namespace IntegrationAgent.Agent.Validation.Analysis;

/// <summary>Holds what a script does against what the requirements allow.</summary>
internal static class EffectCheck
{
    public static IEnumerable<ScriptDiagnostic> Check(ScriptEffects script, AllowedEffects allowed)
    {
        foreach (var effect in script.Effects)
        {
            if (allowed.ReadsEverything && effect.Verb == EffectVerb.Read)
                continue;
            if (Find(effect, allowed.Effects) is { } problem)
                yield return problem;
        }
    }

    private static ScriptDiagnostic? Find(Effect effect, IReadOnlyList<Effect> allowed)
    {
        var connection = allowed.Where(one => one.Connection == effect.Connection).ToList();
        if (connection.Count == 0)
            return New("CONNECTION", $"The requirements do not name the connection '{effect.Connection}'.", NearestNames.Of(effect.Connection, allowed.Select(one => one.Connection)));
        var target = connection.Where(one => one.Object == effect.Object).ToList();
        if (target.Count == 0)
            return New("OBJECT", $"The requirements do not name {effect.Connection}.{effect.Object}.", NearestNames.Of(effect.Object, connection.Select(one => one.Object)));
        var verb = target.Where(one => one.Verb == effect.Verb).ToList();
        if (verb.Count == 0)
            return New("VERB", $"The requirements do not let the script {effect}; they allow: {string.Join(", ", target.Select(one => one.Verb).Distinct())}.", []);
        var keyed = verb.Where(one => effect.Verb is EffectVerb.Read or EffectVerb.Insert || one.KeyFields.SequenceEqual(effect.KeyFields, StringComparer.Ordinal)).ToList();
        if (keyed.Count == 0)
            return New("KEY", $"The script identifies {effect.Connection}.{effect.Object} by {Names(effect.KeyFields)}; the requirements say {Names(verb[0].KeyFields)}.", []);
        var known = keyed.SelectMany(one => one.Fields.Concat(one.KeyFields)).ToHashSet(StringComparer.Ordinal);
        var other = effect.Fields.Where(field => !known.Contains(field)).ToList();
        return other.Count == 0 ? null : New(
            "FIELD",
            $"The requirements do not let the script {effect.Verb.ToString().ToLowerInvariant()} {Names(other)} of {effect.Connection}.{effect.Object}.",
            NearestNames.Of(other[0], known));
    }

    private static string Names(IReadOnlyList<string> names) => names.Count == 0 ? "nothing" : string.Join(", ", names.Select(name => $"'{name}'"));

    private static ScriptDiagnostic New(string family, string message, IReadOnlyList<string> suggestions) => new()
    {
        Code = "E-EFF-" + family,
        Message = message,
        Suggestions = suggestions,
        NextAction = "Keep to the requirements sheet, or have the user change it.",
    };
}
