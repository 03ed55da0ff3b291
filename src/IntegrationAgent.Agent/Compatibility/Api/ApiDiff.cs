using System.Text.RegularExpressions;
using Microsoft.DotNet.ApiCompatibility;
using Microsoft.DotNet.ApiCompatibility.Rules;

namespace IntegrationAgent.Agent.Compatibility.Api;

/// <summary>The public types of two versions: ApiCompat in strict mode with attributes, and what it does not see.</summary>
internal static partial class ApiDiff
{
    private const string AttributeMark = ":[T:";

    public static IReadOnlyList<CompatFinding> Compare(IReadOnlyList<DriverAssembly> old, IReadOnlyList<DriverAssembly> @new)
    {
        var before = ApiSymbols.Load(old);
        var after = ApiSymbols.Load(@new);
        var findings = new List<CompatFinding>();
        foreach (var (name, symbol) in before)
        {
            if (after.TryGetValue(name, out var current))
                Assembly(symbol, current, findings);
            else
                findings.Add(new CompatFinding(CompatRules.Get("CP0004"), symbol.File, name, name, null));
        }

        foreach (var (name, symbol) in after.Where(pair => !before.ContainsKey(pair.Key)))
            findings.Add(new CompatFinding(CompatRules.Get("CP0004"), symbol.File, name, null, name, CompatImpact.Minor));
        return findings;
    }

    private static void Assembly(ApiSymbols old, ApiSymbols @new, List<CompatFinding> findings)
    {
        // What the compatible mode reports breaks somebody; what only strict mode reports adds something. Strict mode alone would take
        // an addition that others must implement for harmless.
        var breaking = Differences(old, @new, strictMode: false);
        var keys = breaking.Select(Key).ToHashSet();
        var told = breaking.Select(difference => difference.ReferenceId).ToHashSet(StringComparer.Ordinal);
        var adding = Differences(old, @new, strictMode: true)
            .Where(difference => !keys.Contains(Key(difference)) && (difference.Type != DifferenceType.Added || !told.Contains(difference.ReferenceId)));
        findings.AddRange(breaking.Select(difference => Finding(difference, old, @new, breaks: true)));
        findings.AddRange(adding.Select(difference => Finding(difference, old, @new, breaks: false)));
        findings.AddRange(SourceHoles.Compare(old, @new));
    }

    private static List<CompatDifference> Differences(ApiSymbols old, ApiSymbols @new, bool strictMode)
    {
        var settings = new ApiComparerSettings(strictMode: strictMode, withReferences: true);
        var comparer = new ApiComparerFactory(new RuleFactory(new SilentLog(), enableRuleAttributesMustMatch: true, enableRuleCannotChangeParameterName: true), settings).Create();
        return [.. comparer.GetDifferences(old.Assembly, @new.Assembly).Where(IsReported)];
    }

    private static (string Id, string? Reference, string Message) Key(CompatDifference difference) => (difference.DiagnosticId, difference.ReferenceId, difference.Message);

    /// <summary>The version is in the package; what the manifest is made of is compared there, and what the compiler adds is nobody's declaration.</summary>
    private static bool IsReported(CompatDifference difference)
    {
        if (difference.DiagnosticId == "CP0003")
            return !difference.Message.Contains("version", StringComparison.OrdinalIgnoreCase);
        var mark = difference.ReferenceId?.IndexOf(AttributeMark, StringComparison.Ordinal) ?? -1;
        if (mark < 0)
            return true;
        var attribute = difference.ReferenceId![(mark + AttributeMark.Length)..].TrimEnd(']');
        return !attribute.StartsWith("IntegrationAgent.Driver.", StringComparison.Ordinal)
            && !attribute.StartsWith("System.Runtime.CompilerServices.", StringComparison.Ordinal)
            && !attribute.StartsWith("System.Diagnostics.Debugger", StringComparison.Ordinal)
            && !attribute.StartsWith("System.Reflection.Assembly", StringComparison.Ordinal)
            && attribute is not (JsonNames.Property or JsonNames.EnumMember);
    }

    private static CompatFinding Finding(CompatDifference difference, ApiSymbols old, ApiSymbols @new, bool breaks)
    {
        var rule = CompatRules.Find(difference.DiagnosticId)
            ?? new CompatRule(difference.DiagnosticId, CompatArea.Api, CompatImpact.Major, "A difference that ApiCompat reports", "See its documentation.");
        var (target, message) = Accessor(difference, old, @new) ?? (difference.ReferenceId ?? "", difference.Message);
        return new CompatFinding(
            rule,
            @new.File,
            target,
            null,
            null,
            breaks ? rule.Impact : CompatImpact.Minor,
            Worded(message));
    }

    /// <summary>ApiCompat says left and right; names, which stand in quotes, stay as they are.</summary>
    private static string Worded(string message) => string.Join('\'', message.Split('\'').Select((part, index) => index % 2 == 1 ? part : part
        .Replace("exists on left but not on right", "is in the old version only", StringComparison.Ordinal)
        .Replace("exists on right but not on left", "is in the new version only", StringComparison.Ordinal)
        .Replace("on left", "in the old version", StringComparison.Ordinal)
        .Replace("on right", "in the new version", StringComparison.Ordinal)
        .Replace("the left", "left", StringComparison.Ordinal)
        .Replace("the right", "right", StringComparison.Ordinal)
        .Replace("left", "the old version", StringComparison.Ordinal)
        .Replace("right", "the new version", StringComparison.Ordinal)));

    /// <summary>A property that is gone or new is one difference, not one for each of its accessors.</summary>
    private static (string Target, string Message)? Accessor(CompatDifference difference, ApiSymbols old, ApiSymbols @new)
    {
        if (difference.DiagnosticId != "CP0002" || difference.ReferenceId is null)
            return null;
        var (has, lacks, where) = difference.Type == DifferenceType.Removed ? (old, @new, "exists on left but not on right") : (@new, old, "exists on right but not on left");
        var accessor = AccessorId().Match(difference.ReferenceId);
        var id = $"P:{accessor.Groups["type"].Value}.{accessor.Groups["name"].Value}";
        return accessor.Success && has.Members.TryGetValue(id, out var owner) && !lacks.Members.ContainsKey(id)
            ? (id, $"Member '{owner.ToDisplayString()}' {where}")
            : null;
    }

    [GeneratedRegex(@"^M:(?<type>.+)\.[gs]et_(?<name>[^.(]+)(?:\(|$)", RegexOptions.CultureInvariant)]
    private static partial Regex AccessorId();
}
