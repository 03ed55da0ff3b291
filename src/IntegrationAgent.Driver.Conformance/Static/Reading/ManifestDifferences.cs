using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>What of a manifest changed to the harm of those who use the driver as it was.</summary>
internal static class ManifestDifferences
{
    private static readonly string[] EffectsByReach = ["read", "write", "schema", "delete"];

    /// <summary>One sentence for each, and how many promises were compared.</summary>
    public static (int Compared, IReadOnlyList<string> Breaks) Find(ManifestModel before, ManifestModel now)
    {
        var found = new Comparison();
        found.Expect(before.Id == now.Id, $"the driver's id is '{now.Id}' and was '{before.Id}'");
        found.Expect(before.Package.Id == now.Package.Id, $"the package's id is '{now.Package.Id}' and was '{before.Package.Id}'");
        found.Kept("the capability", before.Capabilities, now.Capabilities);
        found.Kept("the verb", before.Verbs, now.Verbs);
        found.NotAdded("the egress host", before.Egress, now.Egress);
        found.NotAdded("the use of", before.Uses, now.Uses);
        Auth(found, before, now);
        Credentials(found, before, now);
        Settings(found, before, now);
        Errors(found, before, now);
        Limits(found, before, now);
        Operations(found, before, now);
        return (found.Compared, found.Breaks);
    }

    private static void Auth(Comparison found, ManifestModel before, ManifestModel now)
    {
        foreach (var (old, one) in found.Pairs("the auth method", before.Auth, now.Auth, auth => auth.Name))
        {
            found.NotAdded($"the scope, for the auth method {old.Name},", old.Scopes, one.Scopes);
            found.NotAdded($"the credential, for the auth method {old.Name},", old.Credentials, one.Credentials);
        }

        if (before.Auth.Count > 0 && now.Auth.Count > 0)
            found.Expect(before.Auth[0].Name == now.Auth[0].Name, $"the default auth method is {now.Auth[0].Name} and was {before.Auth[0].Name}");
    }

    private static void Credentials(Comparison found, ManifestModel before, ManifestModel now)
    {
        foreach (var (old, one) in found.Pairs("the credential", before.Credentials, now.Credentials, credential => credential.Name))
        {
            found.Expect(old.Required || !one.Required, $"the credential {old.Name} is required and was not");
            found.Expect(!old.Secret || one.Secret, $"the credential {old.Name} is no longer a secret");
        }

        foreach (var added in now.Credentials.Where(one => one.Required && before.Credentials.All(old => old.Name != one.Name)))
        {
            var newMethodsOnly = added.AuthMethods.Count > 0 && added.AuthMethods.All(method => before.Auth.All(auth => auth.Name != method));
            found.Expect(newMethodsOnly, $"the credential {added.Name} is new and required");
        }
    }

    private static void Settings(Comparison found, ManifestModel before, ManifestModel now)
    {
        foreach (var (old, one) in found.Pairs("the setting", before.Settings, now.Settings, setting => setting.Name))
        {
            found.Expect(old.Required || !one.Required, $"the setting {old.Name} is required and was not");
            found.Expect(old.Kind == one.Kind || one.Kind == "text", $"the setting {old.Name} is of the kind {one.Kind} and was {old.Kind}");
            found.Expect(old.Default == one.Default, $"the default of the setting {old.Name} is '{one.Default}' and was '{old.Default}'");
        }

        foreach (var added in now.Settings.Where(one => before.Settings.All(old => old.Name != one.Name)))
            found.Expect(!added.Required, $"the setting {added.Name} is new and required");
    }

    private static void Errors(Comparison found, ManifestModel before, ManifestModel now)
    {
        foreach (var (old, one) in found.Pairs("the error", before.Errors, now.Errors, error => error.Code))
            found.Expect(old.Retry == one.Retry, $"the error {old.Code} is retried '{one.Retry}' and was '{old.Retry}'");
    }

    private static void Limits(Comparison found, ManifestModel before, ManifestModel now)
    {
        foreach (var (old, one) in found.Pairs("the rate limit", before.RateLimits, now.RateLimits, limit => limit.Name))
        {
            found.Expect(old.WindowSeconds == one.WindowSeconds, $"the window of the rate limit {old.Name} is {one.WindowSeconds} s and was {old.WindowSeconds} s");
            found.Expect(one.Quota == 0 || (old.Quota != 0 && one.Quota >= old.Quota), $"the quota of the rate limit {old.Name} is {one.Quota} and was {old.Quota}");
            found.Expect(one.CostPerCall <= old.CostPerCall, $"a call costs {one.CostPerCall} of the rate limit {old.Name} and cost {old.CostPerCall}");
        }
    }

    private static void Operations(Comparison found, ManifestModel before, ManifestModel now)
    {
        foreach (var (old, one) in found.Pairs("the operation", before.Operations, now.Operations, operation => operation.Name))
        {
            found.Expect(Array.IndexOf(EffectsByReach, one.Effect) <= Array.IndexOf(EffectsByReach, old.Effect), $"the effect of the operation {old.Name} is {one.Effect} and was {old.Effect}");
            found.Expect(!old.Idempotent || one.Idempotent, $"the operation {old.Name} can no longer be repeated without harm");
            found.Kept($"the error, of the operation {old.Name},", old.Errors, one.Errors);
            Schema(found, $"the parameters of {old.Name}", old.Parameters, one.Parameters, isInput: true);
            if (old.Result is { } result)
                Schema(found, $"the result of {old.Name}", result, one.Result ?? default, isInput: false);
        }
    }

    /// <summary>What a caller gives may be asked for less, what he gets may become more; never the other way round.</summary>
    private static void Schema(Comparison found, string where, JsonElement old, JsonElement now, bool isInput)
    {
        if (old.ValueKind != JsonValueKind.Object)
            return;
        if (now.ValueKind != JsonValueKind.Object)
        {
            found.Expect(false, $"{where} are gone");
            return;
        }

        foreach (var keyword in (string[])["type", "format", "default", "enum", "minimum", "maximum"])
            found.Expect(Raw(old, keyword) == Raw(now, keyword), $"{where}: '{keyword}' is {Raw(now, keyword)} and was {Raw(old, keyword)}");

        var required = isInput ? Names(now, "required").Except(Names(old, "required")) : Names(old, "required").Except(Names(now, "required"));
        foreach (var name in required)
            found.Expect(false, $"{where}: '{name}' is {(isInput ? "required and was not" : "no longer always there")}");

        var oldProperties = Properties(old);
        var newProperties = Properties(now);
        foreach (var (name, schema) in oldProperties)
        {
            found.Expect(newProperties.ContainsKey(name), $"{where}: '{name}' is gone");
            if (newProperties.TryGetValue(name, out var other))
                Schema(found, $"{where}: '{name}'", schema, other, isInput);
        }

        if (old.TryGetProperty("items", out var items))
            Schema(found, $"{where}: items", items, now.TryGetProperty("items", out var others) ? others : default, isInput);
    }

    private static string Raw(JsonElement schema, string keyword) => schema.TryGetProperty(keyword, out var value) ? value.GetRawText() : "(none)";

    private static IReadOnlyList<string> Names(JsonElement schema, string keyword) =>
        schema.TryGetProperty(keyword, out var list) ? [.. list.EnumerateArray().Select(item => item.GetString() ?? "")] : [];

    private static Dictionary<string, JsonElement> Properties(JsonElement schema) =>
        schema.TryGetProperty("properties", out var properties) ? properties.EnumerateObject().ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal) : [];

    private sealed class Comparison
    {
        private readonly List<string> breaks = [];

        public int Compared { get; private set; }

        public IReadOnlyList<string> Breaks => breaks;

        public void Expect(bool holds, string difference)
        {
            Compared++;
            if (!holds)
                breaks.Add(difference);
        }

        public void Kept(string what, IReadOnlyList<string> before, IReadOnlyList<string> now)
        {
            foreach (var one in before)
                Expect(now.Contains(one), $"{what} {one} is gone");
        }

        public void NotAdded(string what, IReadOnlyList<string> before, IReadOnlyList<string> now)
        {
            Compared += before.Count;
            foreach (var one in now.Except(before))
                Expect(false, $"{what} {one} is new: who agreed to the old ones did not agree to it");
        }

        public IEnumerable<(T Old, T New)> Pairs<T>(string what, IReadOnlyList<T> before, IReadOnlyList<T> now, Func<T, string> name)
        {
            foreach (var old in before)
            {
                var same = now.Where(one => name(one) == name(old)).Take(1).ToList();
                Expect(same.Count > 0, $"{what} {name(old)} is gone");
                if (same.Count > 0)
                    yield return (old, same[0]);
            }
        }
    }
}
