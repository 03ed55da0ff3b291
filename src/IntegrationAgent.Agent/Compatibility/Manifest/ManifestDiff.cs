using System.Text.Json;
using IntegrationAgent.Agent.Packages;

namespace IntegrationAgent.Agent.Compatibility.Manifest;

/// <summary>What a driver says about itself, then and now. It reads the JSON itself: what this version of the program does not know is reported too.</summary>
internal sealed class ManifestDiff
{
    private readonly List<CompatFinding> findings = [];

    private ManifestDiff()
    {
    }

    public static IReadOnlyList<CompatFinding> Compare(string oldJson, string newJson)
    {
        using var old = JsonDocument.Parse(oldJson);
        using var @new = JsonDocument.Parse(newJson);
        var diff = new ManifestDiff();
        diff.Root(new ManifestPart(old.RootElement, @new.RootElement, ""));
        return diff.findings;
    }

    internal void Add(string rule, string target, string? before, string? after, string? message = null) =>
        findings.Add(new CompatFinding(CompatRules.Get(rule), DriverPackage.ManifestPath, target, before, after, message: message));

    /// <summary>Whatever nobody looked at.</summary>
    internal void Rest(ManifestPart part)
    {
        foreach (var (name, before, after) in part.Unread())
            Add("IAC0299", part.Path(name), before, after);
    }

    internal void Texts(ManifestPart part, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (part.Changed(name, out var before, out var after))
                Add("IAC0291", part.Path(name), before, after);
        }
    }

    /// <summary>Texts in a list without names, in any order.</summary>
    internal void Words(ManifestPart part, string name, string removed, string added)
    {
        var (before, after) = part.Texts(name);
        foreach (var gone in before.Except(after, StringComparer.Ordinal))
            Add(removed, part.Path(name), gone, null);
        foreach (var come in after.Except(before, StringComparer.Ordinal))
            Add(added, part.Path(name), null, come);
    }

    private void Root(ManifestPart root)
    {
        if (root.Changed("id", out var before, out var after))
            Add("IAC0201", "id", before, after);
        Contract(root);
        Words(root, "capabilities", "IAC0204", "IAC0205");
        // Verbs follow from capabilities.
        root.Skip("verbs");
        if (root.Changed("nativeLanguage", out before, out after))
            Add("IAC0206", "nativeLanguage", before, after);
        new ConnectionDiff(this).Compare(root);
        Errors(root);
        new OperationDiff(this).Compare(root);
        Texts(root, "displayName", "summary", "idioms");
        var package = root.Member("package");
        package.Skip("version");
        Rest(package);
        // Hosts create the types by name; nobody else knows them.
        root.Skip("driverType");
        root.Skip("clientType");
        Rest(root);
    }

    private void Contract(ManifestPart root)
    {
        if (!root.Changed("contractVersion", out var before, out var after))
            return;
        var raised = Version.TryParse(before, out var old) && Version.TryParse(after, out var @new) && old.Major == @new.Major;
        Add(raised ? "IAC0203" : "IAC0202", "contractVersion", before, after);
    }

    private void Errors(ManifestPart root)
    {
        foreach (var error in root.Named("errors", "code"))
        {
            if (error.IsGone || error.IsNew)
            {
                Add(error.IsGone ? "IAC0260" : "IAC0261", error.Prefix, error.IsGone ? error.Name : null, error.IsNew ? error.Name : null);
                continue;
            }

            if (error.Changed("retry", out var before, out var after))
                Add("IAC0262", error.Path("retry"), before, after);
            Texts(error, "meaning", "action");
            Rest(error);
        }
    }
}
