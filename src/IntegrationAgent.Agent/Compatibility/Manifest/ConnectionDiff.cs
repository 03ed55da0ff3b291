namespace IntegrationAgent.Agent.Compatibility.Manifest;

/// <summary>What a connection needs and what it opens: authentication, credentials, settings, hosts, uses, limits.</summary>
internal sealed class ConnectionDiff(ManifestDiff diff)
{
    public void Compare(ManifestPart root)
    {
        Auth(root);
        foreach (var credential in root.Named("credentials", "name"))
            Credential(credential);
        foreach (var setting in root.Named("settings", "name"))
            Setting(setting);
        Hosts(root);
        diff.Words(root, "uses", "IAC0243", "IAC0242");
        foreach (var limit in root.Named("rateLimits", "name"))
            Limit(limit);
    }

    private void Auth(ManifestPart root)
    {
        var methods = root.Named("auth", "name");
        foreach (var method in methods)
        {
            if (method.IsGone || method.IsNew)
            {
                diff.Add(method.IsGone ? "IAC0210" : "IAC0211", method.Prefix, method.IsGone ? method.Name : null, method.IsNew ? method.Name : null);
                continue;
            }

            diff.Words(method, "scopes", "IAC0214", "IAC0213");
            if (method.Changed("signIn", out var before, out var after))
                diff.Add(before is null ? "IAC0223" : "IAC0222", method.Path("signIn"), before, after);
            // That follows from what the credentials say.
            method.Skip("credentials");
            diff.Texts(method, "description");
            diff.Rest(method);
        }

        var (old, @new) = root.FirstOf("auth", "name");
        if (old is not null && old != @new && methods.Any(method => method.Name == old && !method.IsGone))
            diff.Add("IAC0212", "auth", old, @new);
    }

    private void Credential(ManifestPart credential)
    {
        var required = credential.NewFlag("required", missing: true);
        if (credential.IsNew)
        {
            diff.Add(required ? "IAC0215" : "IAC0216", credential.Prefix, null, credential.Name);
            return;
        }

        if (credential.IsGone)
        {
            diff.Add("IAC0217", credential.Prefix, credential.Name, null);
            return;
        }

        Flag(credential, "required", "IAC0218", "IAC0220");
        Flag(credential, "secret", "IAC0220", "IAC0219");
        var (before, after) = credential.Texts("authMethods");
        if (!before.ToHashSet(StringComparer.Ordinal).SetEquals(after))
            diff.Add("IAC0221", credential.Path("authMethods"), string.Join(", ", before), string.Join(", ", after));
        diff.Texts(credential, "description");
        diff.Rest(credential);
    }

    private void Setting(ManifestPart setting)
    {
        var required = setting.NewFlag("required");
        if (setting.IsNew)
        {
            diff.Add(required ? "IAC0231" : "IAC0232", setting.Prefix, null, setting.Name);
            return;
        }

        if (setting.IsGone)
        {
            diff.Add("IAC0230", setting.Prefix, setting.Name, null);
            return;
        }

        Flag(setting, "required", "IAC0233", "IAC0236");
        if (setting.Changed("kind", out var before, out var after))
            diff.Add("IAC0234", setting.Path("kind"), before, after);
        if (setting.Changed("default", out before, out after))
            diff.Add("IAC0235", setting.Path("default"), before, after);
        diff.Texts(setting, "description");
        diff.Rest(setting);
    }

    private void Flag(ManifestPart part, string name, string set, string cleared)
    {
        var (before, after) = (part.OldFlag(name, missing: name == "secret"), part.NewFlag(name, missing: name == "secret"));
        if (before != after)
            diff.Add(after ? set : cleared, part.Path(name), before ? "true" : "false", after ? "true" : "false");
    }

    /// <summary>A host that a wildcard covered before opens nothing new.</summary>
    private void Hosts(ManifestPart root)
    {
        var (before, after) = root.Texts("egress");
        foreach (var host in after.Where(host => !before.Any(known => Covers(known, host))))
            diff.Add("IAC0240", "egress", null, host);
        foreach (var host in before.Where(host => !after.Any(known => Covers(known, host))))
            diff.Add("IAC0241", "egress", host, null);
    }

    private static bool Covers(string pattern, string host) =>
        string.Equals(pattern, host, StringComparison.OrdinalIgnoreCase)
        || (pattern.StartsWith("*.", StringComparison.Ordinal) && host.TrimStart('*').EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase) && host.Length > pattern.Length - 1);

    private void Limit(ManifestPart limit)
    {
        if (limit.IsGone || limit.IsNew)
        {
            diff.Add(limit.IsGone ? "IAC0251" : "IAC0250", limit.Prefix, limit.IsGone ? limit.Name : null, limit.IsNew ? limit.Name : null);
            return;
        }

        // More of these is more freedom; 0 stands for no bound.
        Bound(limit, "quota", zeroIsFree: true);
        Bound(limit, "concurrency", zeroIsFree: true);
        // More of these is less.
        Bound(limit, "windowSeconds", zeroIsFree: false);
        Bound(limit, "costPerCall", zeroIsFree: false);
        Bound(limit, "reservePercent", zeroIsFree: false);
        diff.Texts(limit, "readFrom");
        diff.Rest(limit);
    }

    private void Bound(ManifestPart limit, string name, bool zeroIsFree)
    {
        var (before, after) = limit.Numbers(name);
        if (before == after)
            return;
        var tightened = zeroIsFree ? Free(after) < Free(before) : after > before;
        diff.Add(tightened ? "IAC0250" : "IAC0251", limit.Path(name), Text(before), Text(after));
    }

    private static long Free(long value) => value == 0 ? long.MaxValue : value;

    private static string Text(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
