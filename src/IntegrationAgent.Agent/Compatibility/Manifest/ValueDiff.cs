using System.Globalization;

namespace IntegrationAgent.Agent.Compatibility.Manifest;

/// <summary>Two versions of the schema of a value. An argument must accept what it accepted; a result must promise what it promised.</summary>
internal sealed class ValueDiff(ManifestDiff diff, bool isResult)
{
    public void Compare(ManifestPart value)
    {
        Types(value);
        Allowed(value);
        Bounds(value);
        if (value.Changed("format", out var before, out var after))
            diff.Add(isResult ? "IAC0283" : "IAC0279", value.Path("format"), before, after);
        if (value.Changed("default", out before, out after))
            diff.Add(isResult ? "IAC0299" : "IAC0280", value.Path("default"), before, after);
        if (value.Changed("additionalProperties", out before, out after))
            diff.Add(isResult ? "IAC0283" : "IAC0279", value.Path("additionalProperties"), before, after);
        Properties(value);
        var items = value.Member("items");
        if (items is { IsGone: false, IsNew: false })
            Compare(items);
        else if (items.IsGone != items.IsNew)
            diff.Add(isResult ? "IAC0283" : "IAC0279", items.Prefix, items.IsGone ? "a schema of items" : null, items.IsNew ? "a schema of items" : null);
        diff.Texts(value, "description");
        diff.Rest(value);
    }

    private void Types(ManifestPart value)
    {
        var (before, after) = (value.Choices("type"), value.Choices("type", ofNew: true));
        if (!before.SetEquals(after))
            Range("IAC0279", value.Path("type"), string.Join(" or ", before), string.Join(" or ", after), widened: after.IsSupersetOf(before), narrowed: before.IsSupersetOf(after));
    }

    private void Allowed(ManifestPart value)
    {
        if (!value.Changed("enum", out _, out _))
            return;
        var (before, after) = value.Texts("enum");
        var free = (Old: before.Count == 0, New: after.Count == 0);
        foreach (var gone in free.New ? [] : free.Old ? ["any value"] : before.Except(after, StringComparer.Ordinal))
            diff.Add(isResult ? "IAC0284" : "IAC0281", value.Path("enum"), gone, null);
        foreach (var come in free.Old ? [] : free.New ? ["any value"] : after.Except(before, StringComparer.Ordinal))
            diff.Add(isResult ? "IAC0284" : "IAC0282", value.Path("enum"), null, come);
    }

    private void Bounds(ManifestPart value)
    {
        foreach (var (name, isLower) in new[] { ("minimum", true), ("maximum", false) })
        {
            if (!value.Changed(name, out var before, out var after))
                continue;
            var (old, @new) = (Bound(before, isLower), Bound(after, isLower));
            var widened = isLower ? @new < old : @new > old;
            Range("IAC0281", value.Path(name), before, after, widened, narrowed: !widened);
        }
    }

    /// <summary>A result that is wider, and an argument that is narrower, break those who use it.</summary>
    private void Range(string narrowedArgument, string target, string? before, string? after, bool widened, bool narrowed)
    {
        var rule = (isResult, widened, narrowed) switch
        {
            (false, true, _) => "IAC0282",
            (false, _, _) => narrowedArgument,
            (true, _, true) => "IAC0284",
            (true, _, _) => "IAC0283",
        };
        diff.Add(rule, target, before, after);
    }

    private void Properties(ManifestPart value)
    {
        var (wasRequired, isRequired) = value.Texts("required");
        foreach (var member in value.Members("properties"))
        {
            var (was, isNow) = (wasRequired.Contains(member.Name), isRequired.Contains(member.Name));
            if (member.IsNew)
                diff.Add(isResult ? "IAC0284" : isNow ? "IAC0276" : "IAC0277", member.Prefix, null, isNow ? "required" : "optional");
            else if (member.IsGone)
                diff.Add(isResult ? "IAC0283" : "IAC0278", member.Prefix, was ? "required" : "optional", null);
            else
                Member(member, was, isNow);
        }
    }

    private void Member(ManifestPart member, bool was, bool isNow)
    {
        if (was != isNow)
            diff.Add(isResult ? (isNow ? "IAC0284" : "IAC0283") : isNow ? "IAC0276" : "IAC0277", member.Prefix, was ? "required" : "optional", isNow ? "required" : "optional");
        Compare(member);
    }

    private static long Bound(string? text, bool isLower) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : isLower ? long.MinValue : long.MaxValue;
}
