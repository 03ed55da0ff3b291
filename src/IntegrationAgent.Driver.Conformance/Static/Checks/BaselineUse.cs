using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>The baseline as the checks of compatibility use it: a missing one is a failure, not a reason to check nothing.</summary>
internal static class BaselineUse
{
    public static Baseline? Of(StaticSubject subject, StaticVerdict verdict)
    {
        if (subject.Baseline is null)
            verdict.Fail($"There is no {Baseline.FileName} beside the driver's project. Write it once, and at each release, by running the conformance project with UPDATE_BASELINE=1; commit it.");
        return subject.Baseline;
    }

    public static ManifestModel Manifest(Baseline baseline) => baseline.Manifest.Deserialize(StaticJson.Default.ManifestModel) ?? new ManifestModel();
}
