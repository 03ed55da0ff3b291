using IntegrationAgent.Agent.Planning;

namespace IntegrationAgent.Agent.Compatibility;

/// <summary>One difference between two versions of a driver. Its texts are cut to one short, visible line: names and values come from the packages.</summary>
public sealed class CompatFinding
{
    private const int LongestValue = 200;

    internal CompatFinding(CompatRule rule, string file, string target, string? before, string? after, CompatImpact? impact = null, string? message = null)
    {
        Rule = rule;
        Impact = impact ?? rule.Impact;
        File = VisibleText.Of(file);
        Target = Short(target);
        Before = before is null ? null : Short(before);
        After = after is null ? null : Short(after);
        Message = Short(message ?? rule.Title, 2 * LongestValue);
    }

    /// <summary>The rule that found it.</summary>
    public CompatRule Rule { get; }

    /// <summary>The step that it needs.</summary>
    public CompatImpact Impact { get; }

    /// <summary>The file in the package, with forward slashes.</summary>
    public string File { get; }

    /// <summary>What changed: a member's documentation id, or a path in the manifest such as <c>operations.merge.effect</c>.</summary>
    public string Target { get; }

    /// <summary>What it was; null where it was not there.</summary>
    public string? Before { get; }

    /// <summary>What it is; null where it is gone.</summary>
    public string? After { get; }

    /// <summary>What changed, in a sentence.</summary>
    public string Message { get; }

    private static string Short(string text, int max = LongestValue)
    {
        var visible = VisibleText.Of(text.ReplaceLineEndings(" "));
        return visible.Length <= max ? visible : visible[..(max - 1)] + "…";
    }
}
