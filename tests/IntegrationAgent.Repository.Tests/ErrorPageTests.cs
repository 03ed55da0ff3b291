using System.Text.RegularExpressions;

namespace IntegrationAgent.Repository.Tests;

public class ErrorPageTests
{
    private const string Page = "docs/errors.md";

    private static readonly Dictionary<string, int> Exits = Regex.Matches(SourceTree.Read("src/IntegrationAgent.Agent/ExitCode.cs"), @"^\s+(\w+) = (\d+),", RegexOptions.Multiline)
        .ToDictionary(match => match.Groups[1].Value, match => int.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);

    [Fact]
    public void Page_of_errors_is_what_the_sources_say()
    {
        var entries = ErrorCatalog.Read(SourceTree.Sources.Select(SourceTree.Read), Exits).Entries;
        var page = ErrorPage.Render(entries);
        if (Environment.GetEnvironmentVariable("UPDATE_APPROVED") == "1")
            File.WriteAllText(Path.Combine(SourceTree.Root, Page), page);

        Assert.Empty(ErrorPage.PiecesWithoutCode(entries));
        Assert.Equal(page, SourceTree.Read(Page));
    }

    [Fact]
    public void Page_misses_no_code_of_the_sources()
    {
        var page = SourceTree.Read(Page);
        var codes = SourceTree.Sources.SelectMany(path => Regex.Matches(SourceTree.Read(path), "\"(E-[A-Z]{3,4}(-[A-Z0-9]+)+)\"")).Select(match => match.Groups[1].Value).Distinct();

        Assert.Empty(codes.Where(code => !page.Contains($"| `{code}` |", StringComparison.Ordinal)).ToList());
    }

    [Fact]
    public void Every_code_has_a_meaning_and_a_family()
    {
        Assert.DoesNotMatch(@"\| `E-[A-Z0-9-]+` \| — \|", SourceTree.Read(Page));
        Assert.DoesNotContain("\n## Other\n", SourceTree.Read(Page), StringComparison.Ordinal);
    }

    [Fact]
    public void Exit_statuses_of_the_page_are_those_of_the_sources()
    {
        var listed = Regex.Matches(SourceTree.Read(Page), @"^\| (\d+) \|", RegexOptions.Multiline).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));

        Assert.Equal(Exits.Values.Order(), listed);
    }

    [Fact]
    public void Thrown_code_is_read_with_its_texts_and_status()
    {
        const string source =
            """
            class Some
            {
                void One(string name) => throw new AgentException("E-NEW-ONE", $"There is no {name}.", "Make one.", ExitCode.Usage);

                void Two() => throw Refusal("E-NEW-TWO", "Not so.");

                static Exception Refusal(string code, string message) => new AgentException(code, message, "Ask.", ExitCode.Refused);
            }

            class Codes
            {
                /// <summary>It is a constant.</summary>
                public const string Three = "E-NEW-THREE";
            }
            """;

        var entries = ErrorCatalog.Read([source], Exits).Entries;

        Assert.Equal(["E-NEW-ONE", "E-NEW-THREE", "E-NEW-TWO"], entries.Keys);
        Assert.Equal(("There is no ….", "Make one.", 2), (entries["E-NEW-ONE"].Meaning, entries["E-NEW-ONE"].NextAction, entries["E-NEW-ONE"].ExitCodes.Single()));
        Assert.Equal(("Not so.", 4), (entries["E-NEW-TWO"].Meaning, entries["E-NEW-TWO"].ExitCodes.Single()));
        Assert.Equal("It is a constant.", entries["E-NEW-THREE"].Meaning);
    }
}
