using IntegrationAgent.Driver.Conformance.Tests.Reference;

namespace IntegrationAgent.Driver.Conformance.Tests;

public class ReferenceDriverTests
{
    public static IEnumerable<TheoryDataRow<string>> Checks =>
        ConformanceChecks.All.Where(check => check.Tier == ConformanceTier.Hermetic && check.Name != "examples-run").Select(check => new TheoryDataRow<string>(check.Name) { DisableParallelization = true });

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task Good_driver_passes(string name)
    {
        var result = await ConformanceRunner.RunAsync(new ReferenceAdapter(), ConformanceChecks.Get(name), new ConformanceOptions(), TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(result.ToString());
        Assert.True(result.Status == ConformanceStatus.Passed, result.ToString());
    }
}
