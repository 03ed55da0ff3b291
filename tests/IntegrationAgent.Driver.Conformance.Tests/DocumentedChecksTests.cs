using IntegrationAgent.Testing;

namespace IntegrationAgent.Driver.Conformance.Tests;

public class DocumentedChecksTests
{
    private const string Head = "|---|---|---|---|---|\n";
    private static readonly string Page = Path.Combine(RepositoryRoot.Path, "docs", "conformance.md");

    [Fact]
    public void Table_of_the_specification_is_that_of_the_code()
    {
        var text = File.ReadAllText(Page);
        var start = text.IndexOf(Head, StringComparison.Ordinal) + Head.Length;
        var table = string.Concat(ConformanceChecks.All.Select(check => $"| `{check.Id}` | {check.Name} | {check.Tier} | {check.Does} | {check.Meaning} |\n"));
        if (Environment.GetEnvironmentVariable("UPDATE_APPROVED") == "1")
            File.WriteAllText(Page, text[..start] + table);

        Assert.Equal(table, File.ReadAllText(Page)[start..]);
    }

    [Fact]
    public void Members_that_the_specification_names_exist()
    {
        var text = File.ReadAllText(Page);
        Type[] types = [typeof(DriverConformance), typeof(ConformanceTarget), typeof(ConformanceStart), typeof(ConformanceFault), typeof(ConformanceOptions)];
        var names = types.SelectMany(type => type.GetMembers()).Select(member => member.Name).Concat(types.Select(type => type.Name)).ToHashSet(StringComparer.Ordinal);
        var table = text[text.IndexOf("| member of `ConformanceTarget`", StringComparison.Ordinal)..text.IndexOf("## Rules", StringComparison.Ordinal)];

        var named = System.Text.RegularExpressions.Regex.Matches(table, @"^\| (.*?) \|", System.Text.RegularExpressions.RegexOptions.Multiline)
            .SelectMany(row => System.Text.RegularExpressions.Regex.Matches(row.Groups[1].Value, "`([A-Za-z]+)`")).Select(match => match.Groups[1].Value).ToArray();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, names));
    }
}
