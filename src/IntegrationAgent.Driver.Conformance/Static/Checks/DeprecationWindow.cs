using System.Globalization;
using System.Text.RegularExpressions;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>10: nothing goes without having been marked obsolete in a release before, with a date that has passed.</summary>
internal sealed partial class DeprecationWindow : StaticCheck
{
    public override int Number => 10;

    public override string Id => "deprecation-window";

    public override string Requirement => "A public member goes only after a release marked it [Obsolete] with the date from which it may go; every such mark states the date.";

    public override string Meaning => "Users had no time to move.";

    public override void Run(StaticSubject subject, StaticVerdict verdict)
    {
        if (BaselineUse.Of(subject, verdict) is not { } baseline)
            return;

        var surface = PublicSurface.Read(subject.Assembly);
        foreach (var (member, message) in surface.Obsolete)
            verdict.Expect(Day(message) is not null, $"`{member}` is obsolete and its mark states no date. Write from which day on it may go, as 2027-01-31.");

        var now = surface.Members.ToHashSet(StringComparer.Ordinal);
        foreach (var member in baseline.Api)
        {
            verdict.Observe();
            if (now.Contains(member))
                continue;
            if (!baseline.Obsolete.TryGetValue(member, out var mark))
                verdict.Fail($"`{member}` went or changed without having been [Obsolete] in {baseline.Version}. Bring it back and mark it first.");
            else if (Day(mark) is not { } day || day > subject.Today)
                verdict.Fail($"`{member}` went before the day that its mark in {baseline.Version} states. Bring it back until then.");
        }
    }

    private static DateOnly? Day(string text) =>
        Date().Match(text) is { Success: true } match && DateOnly.TryParseExact(match.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    [GeneratedRegex(@"\b\d{4}-\d{2}-\d{2}\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Date();
}
