using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IntegrationAgent.Driver.Generators.Tests.Harness;

/// <summary>Asserts that an unrelated edit computes nothing anew.</summary>
internal static class CachingGuard
{
    public static void AssertCached(GeneratorDriver driver, CSharpCompilation edited, IReadOnlyList<string> steps)
    {
        var failures = Failures(driver, edited, steps);
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));
    }

    /// <summary>One sentence for each step that computed something else, or did not exist.</summary>
    public static IReadOnlyList<string> Failures(GeneratorDriver driver, CSharpCompilation edited, IReadOnlyList<string> steps)
    {
        var first = driver.GetRunResult().Results.Single();
        var second = driver.RunGenerators(edited, TestContext.Current.CancellationToken).GetRunResult().Results.Single();
        var failures = new List<string>();
        var seen = 0;
        foreach (var name in steps)
        {
            if (!second.TrackedSteps.TryGetValue(name, out var runs))
                continue;

            seen++;
            foreach (var (_, reason) in runs.SelectMany(run => run.Outputs))
            {
                if (reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged))
                    failures.Add($"The step '{name}' was {reason} after an unrelated edit.");
            }
        }

        foreach (var (_, reason) in second.TrackedOutputSteps.Values.SelectMany(runs => runs).SelectMany(run => run.Outputs))
        {
            if (reason is not IncrementalStepRunReason.Cached)
                failures.Add($"An output was {reason} after an unrelated edit.");
        }

        if (seen == 0)
            failures.Add("None of the named steps ran, so nothing was observed.");
        if (!first.GeneratedSources.Select(source => source.SourceText.ToString()).SequenceEqual(second.GeneratedSources.Select(source => source.SourceText.ToString())))
            failures.Add("The second run wrote other sources.");
        return failures;
    }
}
