using NuGet.Versioning;

namespace IntegrationAgent.Agent.Compatibility;

/// <summary>Semantic Versioning 2.0 as this project reads it; <c>docs/compatibility.md</c> is the text of it.</summary>
internal static class VersionRules
{
    public static CompatVerdict Judge(string oldVersion, string newVersion, CompatImpact needed)
    {
        var old = NuGetVersion.Parse(oldVersion);
        var @new = NuGetVersion.Parse(newVersion);
        var taken = Step(old, @new);
        var required = Required(old, @new, needed);
        var enough = taken == VersionStep.Prerelease || taken >= required;
        return new CompatVerdict(taken, required, enough, Sentence(old, taken, required, needed, enough));
    }

    public static VersionStep Step(NuGetVersion old, NuGetVersion @new)
    {
        if (old == @new)
            return VersionStep.None;
        if (old.IsPrerelease)
            return VersionStep.Prerelease;
        if (old.Major != @new.Major)
            return VersionStep.Major;
        return old.Minor != @new.Minor ? VersionStep.Minor : VersionStep.Patch;
    }

    /// <summary>In 0.x the second number breaks and the third adds; a change of nothing that matters still needs another version.</summary>
    private static VersionStep Required(NuGetVersion old, NuGetVersion @new, CompatImpact needed)
    {
        if (old.Major == 0 && @new.Major == 0)
            return needed == CompatImpact.Major ? VersionStep.Minor : VersionStep.Patch;
        return needed switch
        {
            CompatImpact.Major => VersionStep.Major,
            CompatImpact.Minor => VersionStep.Minor,
            _ => VersionStep.Patch,
        };
    }

    private static string Sentence(NuGetVersion old, VersionStep taken, VersionStep required, CompatImpact needed, bool enough)
    {
        var change = needed switch
        {
            CompatImpact.Major => "Something that worked may break",
            CompatImpact.Minor => "What worked goes on working, and there is something new",
            _ => "Nothing changed that those who use the driver would see",
        };
        if (taken == VersionStep.Prerelease)
            return $"{change}. The old version is a prerelease, which promises nothing: compare with the last release too.";
        var rule = old.Major == 0 ? ", by the rules of 0.x" : "";
        var step = taken == VersionStep.None ? "the version is the same" : $"the version took a {Word(taken)} step";
        return enough
            ? $"{change}: that needs a {Word(required)} step{rule}, and {step}."
            : $"{change}: that needs a {Word(required)} step{rule}, but {step}.";
    }

    internal static string Word(VersionStep step) => step.ToString().ToLowerInvariant();
}
