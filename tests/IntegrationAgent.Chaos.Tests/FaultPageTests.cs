using System.Text.RegularExpressions;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Chaos.Tests;

/// <summary>The page of faults is what the rig does and what tests there are.</summary>
public sealed partial class FaultPageTests
{
    private const string Page = "docs/faults.md";

    [Fact]
    public void Every_fault_is_in_the_list_once()
    {
        Assert.Equal(Enumerable.Range(1, 40).Select(number => $"F{number:00}"), FaultCatalog.All.Select(fault => fault.Id));
    }

    [Fact]
    public void Every_fault_is_made_by_the_rig_or_shown_by_a_test_or_said_to_be_open()
    {
        Assert.All(FaultCatalog.All, fault => Assert.True(fault.Kinds.Any() || fault.Tests.Length > 0 ? fault.Gap is null : fault.Gap is not null, fault.Id));
        Assert.All(FaultKinds.All, kind => Assert.True(kind.Faults.Length > 0 && kind.Faults.All(id => FaultCatalog.All.Any(fault => fault.Id == id)), kind.Name));
    }

    [Fact]
    public void Every_test_that_the_list_names_is_there()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(path => Named(File.ReadAllText(path)))
            .ToHashSet(StringComparer.Ordinal);

        Assert.True(tests.Count > 500, $"{tests.Count} tests were found");
        Assert.All(FaultCatalog.All.SelectMany(fault => fault.Tests), test => Assert.Contains(test, tests));
    }

    [Fact]
    public void A_test_is_found_by_its_class_and_its_name()
    {
        Assert.Equal(["ATests.One", "ATests.Two"], Named("public class ATests { [Fact] public void One() { } [Theory] [InlineData(1)] public async Task Two(int n) { } public void Three() { } }"));
    }

    [Fact]
    public void The_tables_of_the_page_are_those_of_the_rig()
    {
        var path = Path.Combine(RepositoryRoot.Path, Page);
        var text = File.ReadAllText(path);

        var expected = With(With(text, "faults", FaultCatalog.Table()), "kinds", FaultCatalog.Kinds());

        if (Environment.GetEnvironmentVariable("UPDATE_APPROVED") == "1")
            File.WriteAllText(path, expected);
        else
            Assert.Equal(expected, text);
    }

    [Fact]
    public void A_schedule_follows_from_its_seed()
    {
        string[] worlds = [World.Org, World.Databases, World.Team];
        var once = Enumerable.Range(1, 500).Select(seed => Schedule.Of(seed, FaultKinds.All, worlds).ToString()).ToList();

        Assert.Equal(once, Enumerable.Range(1, 500).Select(seed => Schedule.Of(seed, FaultKinds.All, worlds).ToString()));
        Assert.True(once.Distinct().Count() > 490);
        // Five hundred are enough for every kind to come.
        Assert.Equal(FaultKinds.All.Count, Enumerable.Range(1, 500).Select(seed => Schedule.Of(seed, FaultKinds.All, worlds).Kind).Distinct().Count());
    }

    private static string With(string text, string name, string table)
    {
        var (from, to) = ($"<!-- {name}: written by a test -->\n", $"<!-- end of {name} -->");
        var (start, end) = (text.IndexOf(from, StringComparison.Ordinal), text.IndexOf(to, StringComparison.Ordinal));
        Assert.True(start >= 0 && end > start, $"{Page} has no place for {name}.");
        return text[..(start + from.Length)] + table + text[end..];
    }

    private static IEnumerable<string> Named(string text)
    {
        var classes = Class().Matches(text);
        foreach (Match method in Method().Matches(text))
        {
            if (classes.LastOrDefault(one => one.Index < method.Index) is { } found)
                yield return $"{found.Groups[1].Value}.{method.Groups[1].Value}";
        }
    }

    [GeneratedRegex(@"\bclass (\w+Tests)\b")]
    private static partial Regex Class();

    [GeneratedRegex(@"\[(?:Fact|Theory)[^\]]*\](?:\s*\[[^\n]*\])*\s*public (?:async )?(?:static )?(?:void|Task) (\w+)\(")]
    private static partial Regex Method();
}
