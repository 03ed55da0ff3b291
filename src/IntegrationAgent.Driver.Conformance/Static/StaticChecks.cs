namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>The checks that read a driver without running it.</summary>
internal static class StaticChecks
{
    private const int ProblemsShown = 5;

    public static IReadOnlyList<StaticCheck> Rules { get; } =
    [
        new PackageLayout(),
        new VersionCoherence(),
        new ManifestMatchesAssembly(),
        new TokenBudget(),
        new TextHygiene(),
        new DocsComplete(),
        new ApiCompatible(),
        new SemanticCompatible(),
        new ConfigurationCompatible(),
        new DeprecationWindow(),
        new EgressDeclared(),
        new ForbiddenApis(),
        new DependencyPolicy(),
        new SecretsMarked(),
        new ProvenanceValid(),
    ];

    /// <summary>The same as rows of the kit.</summary>
    public static IReadOnlyList<ConformanceCheck> All { get; } =
        [.. Rules.Select(rule => new ConformanceCheck(rule.Number, rule.Id, ConformanceTier.Static, rule.Requirement, rule.Meaning, run => Run(rule, run)))];

    private static Task Run(StaticCheck rule, CheckRun run)
    {
        run.Doing = "reading the driver's package";
        StaticSubject subject;
        try
        {
            subject = StaticSubjectReader.Of(run);
        }
        catch (ConformanceSetupException exception)
        {
            throw new CheckFailedException(exception.Message);
        }

        var verdict = new StaticVerdict();
        rule.Run(subject, verdict);
        run.Observe(verdict.Observations);
        if (verdict.Problems.Count == 0)
            return Task.CompletedTask;

        var more = verdict.Problems.Count > ProblemsShown ? $" And {verdict.Problems.Count - ProblemsShown} more." : "";
        throw new CheckFailedException(string.Join(' ', verdict.Problems.Take(ProblemsShown)) + more);
    }
}
