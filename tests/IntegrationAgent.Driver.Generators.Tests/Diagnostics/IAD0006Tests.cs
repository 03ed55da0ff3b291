using IntegrationAgent.Driver.Generators.Emission;
using IntegrationAgent.Driver.Generators.Tests.Harness;
using Microsoft.ML.Tokenizers;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0006Tests
{
    private const string Sentence = "The identifier of the record as the remote system shows it in its address bar and its exports. ";

    [Fact]
    public void Card_over_its_budget_names_the_longest_part()
    {
        var settings = string.Concat(Enumerable.Range(0, 25).Select(i => $"[Setting(\"option_{i}\", Description = \"{Sentence}{Sentence}\")]\n"));

        var outcome = GeneratorHarness.Run(SampleDriver.With(SampleDriver.Attributes + "\n" + settings));

        Assert.EndsWith("starting with the settings", outcome.AssertOnly("IAD0006").GetMessage(null), StringComparison.Ordinal);
        Assert.NotNull(outcome.ManifestText);
    }

    [Fact]
    public void Operation_over_its_budget_is_named()
    {
        var outcome = GeneratorHarness.Run(SampleDriver.With(operations: Operation(parameters: 12)));

        Assert.Contains("\"long_one\"", outcome.AssertOnly("IAD0006").GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public void What_passes_by_length_passes_by_tokens()
    {
        var tokenizer = TiktokenTokenizer.CreateForEncoding("o200k_base");
        var parameters = 1;
        while (Entry(parameters + 1).Length <= BudgetCheck.MaxOperationLength)
            parameters++;

        var longest = Entry(parameters);

        Assert.InRange(longest.Length, BudgetCheck.MaxOperationLength * 3 / 4, BudgetCheck.MaxOperationLength);
        Assert.InRange(tokenizer.CountTokens(longest, considerPreTokenization: true, considerNormalization: true), 100, 400);
    }

    private static string Entry(int parameters) =>
        GeneratorHarness.Run(SampleDriver.With(operations: Operation(parameters))).Manifest.GetProperty("operations")[0].GetRawText();

    private static string Operation(int parameters) => $$"""
        /// <summary>Does something long.</summary>
        {{string.Concat(Enumerable.Range(0, parameters).Select(i => $"/// <param name=\"value{i}\">{Sentence}</param>\n"))}}
        [DriverOperation("long_one")]
        public Task LongAsync({{string.Concat(Enumerable.Range(0, parameters).Select(i => $"string value{i}, "))}}CancellationToken cancellationToken) => Task.CompletedTask;
        """;
}
