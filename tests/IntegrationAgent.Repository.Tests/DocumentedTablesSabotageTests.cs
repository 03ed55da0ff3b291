using System.Reflection;
using System.Text.RegularExpressions;

namespace IntegrationAgent.Repository.Tests;

/// <summary>Runs each test of the documented tables on documents that lack a row, have one too many or misspell one: it must fail.</summary>
public partial class DocumentedTablesSabotageTests
{
    /// <summary>These look at whole documents; each has a test of its own below.</summary>
    private static readonly string[] s_withoutTable = [nameof(DocumentedTablesTests.Requests_and_responses_are_documented), nameof(DocumentedTablesTests.Examples_of_envelopes_keep_to_the_schema)];

    public static TheoryData<string> Tables => [.. Facts().Except(s_withoutTable)];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Row_that_is_missing_is_missed(string fact) => Fails(fact, static (row, _) => "");

    [Theory]
    [MemberData(nameof(Tables))]
    public void Row_that_the_code_has_not_is_found(string fact) => Fails(fact, static (row, _) => row + "\n| `no_such_thing` | and what it means |");

    [Theory]
    [MemberData(nameof(Tables))]
    public void Row_that_is_misspelled_is_found(string fact) => Fails(fact, static (row, word) => row.Replace($"`{word}`", $"`{word}x`", StringComparison.Ordinal));

    [Fact]
    public void Member_of_a_request_that_is_not_documented_is_missed() => Fails(
        nameof(DocumentedTablesTests.Requests_and_responses_are_documented),
        static (_, text) => Regex.Replace(text, "^\\| `ListObjectsRequest`.*\n", "", RegexOptions.Multiline));

    [Theory]
    [InlineData("\"ok\": true", "\"ok\": false")]
    [InlineData("\"stats\":", "\"statistics\":")]
    public void Example_that_breaks_the_schema_is_found(string from, string to) => Fails(
        nameof(DocumentedTablesTests.Examples_of_envelopes_keep_to_the_schema),
        (_, text) => text.Replace(from, to, StringComparison.Ordinal));

    private static IEnumerable<string> Facts() => typeof(DocumentedTablesTests).GetMethods()
        .Where(method => method.GetCustomAttribute<FactAttribute>() is not (null or TheoryAttribute)).Select(method => method.Name);

    /// <summary>Sabotages the first row of each table that the test reads, one table after the other.</summary>
    private static void Fails(string fact, Func<string, string, string> change)
    {
        if (s_withoutTable.Contains(fact))
        {
            Sabotaged(fact, change);
            return;
        }

        var tables = SourceTree.TablesRead.Value = [];
        Run(fact);
        SourceTree.TablesRead.Value = null;
        Assert.NotEmpty(tables);
        Assert.All(tables, table => Sabotaged(fact, (document, text) => document == table.Document ? InFirstRow(text, table.Heading, change) : text));
    }

    private static void Sabotaged(string fact, Func<string, string, string> change)
    {
        var changed = false;
        SourceTree.Sabotage.Value = (document, text) =>
        {
            var result = change(document, text);
            changed |= result != text;
            return result;
        };
        try
        {
            Assert.ThrowsAny<Exception>(() => Run(fact));
            Assert.True(changed, $"The sabotage of {fact} changed nothing.");
        }
        finally
        {
            SourceTree.Sabotage.Value = null;
        }
    }

    private static string InFirstRow(string text, string heading, Func<string, string, string> change)
    {
        var row = Row().Match(text, text.IndexOf($"\n{heading}\n", StringComparison.Ordinal) + 1);
        Assert.True(row.Success, $"No row under {heading}.");
        return text[..row.Index] + change(row.Value, row.Groups[1].Value) + text[(row.Index + row.Length)..];
    }

    private static void Run(string fact) => typeof(DocumentedTablesTests).GetMethod(fact)!.Invoke(new DocumentedTablesTests(), BindingFlags.DoNotWrapExceptions, binder: null, parameters: [], culture: null);

    [GeneratedRegex("^\\| `([^`]+)`.*$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
