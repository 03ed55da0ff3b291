namespace IntegrationAgent.Driver.Conformance.Recording;

/// <summary>Makes a fixed series of calls against a healthy system and writes down what was said.</summary>
internal static class ExchangeRecorder
{
    private const int Records = 5;

    public static async Task<IReadOnlyList<RecordedCall>> RecordAsync(CheckRun run)
    {
        var bed = await run.StartAsync(Records).ConfigureAwait(false);
        var calls = new List<RecordedCall>();
        var client = await bed.ConnectAsync().ConfigureAwait(false);
        _ = client;
        return calls;
    }
}
