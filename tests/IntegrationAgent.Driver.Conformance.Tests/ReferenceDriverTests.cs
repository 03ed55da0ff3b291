using IntegrationAgent.Driver.Conformance.Tests.Reference;

namespace IntegrationAgent.Driver.Conformance.Tests;

public class ReferenceDriverTests
{
    public static IEnumerable<TheoryDataRow<string>> Checks =>
        ConformanceChecks.All.Where(check => check.Tier == ConformanceTier.Hermetic).Select(check => new TheoryDataRow<string>(check.Name) { DisableParallelization = true });

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task Good_driver_passes(string name)
    {
        var result = await ConformanceRunner.RunAsync(new ReferenceAdapter(), ConformanceChecks.Get(name), new ConformanceOptions(), TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(result.ToString());
        Assert.True(result.Status == ConformanceStatus.Passed, result.ToString());
    }

    [Theory]
    [MemberData(nameof(Checks))]
    public async Task Good_driver_that_does_not_speak_HTTP_fails_no_check(string name)
    {
        var options = new ConformanceOptions { Manifest = ReferenceManifest.WithoutHttp };

        var result = await ConformanceRunner.RunAsync(new ReferenceAdapter(ownTransport: true), ConformanceChecks.Get(name), options, TestContext.Current.CancellationToken);

        Assert.True(result.Status != ConformanceStatus.Failed, result.ToString());
        Assert.True(result.Status == ConformanceStatus.Passed || result.Message.Length > 0, result.ToString());
    }

    [Theory]
    [InlineData("retry-only-if-safe", "LoseNextWriteAnswerAsync")]
    [InlineData("fault-matrix", "ConformanceTarget.Faults")]
    public async Task Hook_that_a_driver_without_HTTP_needs_is_asked_for(string name, string hook)
    {
        var options = new ConformanceOptions { Manifest = ReferenceManifest.WithoutHttp };

        var result = await ConformanceRunner.RunAsync(new ReferenceAdapter(ownTransport: true, withoutHooks: true), ConformanceChecks.Get(name), options, TestContext.Current.CancellationToken);

        Assert.Equal(ConformanceStatus.Failed, result.Status);
        Assert.Contains(hook, result.Message, StringComparison.Ordinal);
    }
}
