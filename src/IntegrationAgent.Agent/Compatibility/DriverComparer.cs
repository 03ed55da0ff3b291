using IntegrationAgent.Agent.Compatibility.Api;
using IntegrationAgent.Agent.Compatibility.Behaviour;
using IntegrationAgent.Agent.Compatibility.Manifest;
using NuGet.Versioning;

namespace IntegrationAgent.Agent.Compatibility;

/// <summary>Compares two versions of a driver's package: its public types, its manifest, and what it answers to recorded exchanges. Safe for concurrent use.</summary>
public static class DriverComparer
{
    /// <summary>Compares. Code of the drivers runs only in the jailed processes of the replay; nothing is loaded here.</summary>
    /// <exception cref="AgentException">
    /// Exit 2: <c>E-CPT-REFERENCE</c>, <c>E-CPT-SAME</c>, <c>E-CPT-IDS</c>, <c>E-CPT-ORDER</c>, <c>E-CPT-ASSEMBLY</c>, <c>E-CPT-EXCHANGES</c>, <c>E-PKG-NOT-A-DRIVER</c>;
    /// other <c>E-PKG</c> codes as an installation has them.
    /// </exception>
    public static async Task<CompatReport> CompareAsync(CompatRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var work = Directory.CreateTempSubdirectory("intagent-compat-");
        try
        {
            var reader = new DriverFilesReader(request, work.FullName);
            var old = await reader.ReadAsync(request.Old, "old", cancellationToken).ConfigureAwait(false);
            var @new = await reader.ReadAsync(request.New, "new", cancellationToken).ConfigureAwait(false);
            CheckPair(old.Identity, @new.Identity);
            var notes = new List<string>();
            List<CompatFinding> findings = [.. Read(old, @new), .. await BehaviourAsync(request, old, @new, notes, cancellationToken).ConfigureAwait(false)];
            return new CompatReport(old.Identity, @new.Identity, findings, notes);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    /// <summary>Everything that is read and not run. Metadata that breaks its readers is said, as everything in a package may be hostile.</summary>
    private static List<CompatFinding> Read(DriverFiles old, DriverFiles @new)
    {
        try
        {
            return [.. ApiDiff.Compare(old.Assemblies, @new.Assemblies), .. ManifestDiff.Compare(old.ManifestJson, @new.ManifestJson), .. PackageDiff.Compare(old, @new)];
        }
        catch (Exception exception) when (exception is BadImageFormatException or InvalidOperationException or ArgumentException or KeyNotFoundException or OverflowException or System.Text.Json.JsonException)
        {
            throw CompatErrors.Assembly(@new.Identity.PackageId, "the metadata of an assembly in one of the two versions is damaged");
        }
    }

    private static void CheckPair(ComparedDriver old, ComparedDriver @new)
    {
        if (!string.Equals(old.PackageId, @new.PackageId, StringComparison.OrdinalIgnoreCase))
            throw CompatErrors.DifferentIds(old.PackageId, @new.PackageId);
        if (old.Sha256 == @new.Sha256)
            throw CompatErrors.Same($"{old.PackageId} {old.Version}");
        if (NuGetVersion.Parse(@new.Version) < NuGetVersion.Parse(old.Version))
            throw CompatErrors.Order(old.Version, @new.Version);
    }

    private static async Task<IEnumerable<CompatFinding>> BehaviourAsync(CompatRequest request, DriverFiles old, DriverFiles @new, List<string> notes, CancellationToken cancellationToken)
    {
        if (old.ExchangesJson is null || old.PackageFile is null)
            return NotCompared(notes, $"the old version has no recorded exchanges ({DriverFilesReader.ExchangesPath})");
        if (request.Launcher is null)
            return NotCompared(notes, "the replay was left out");
        if (@new.PackageFile is null)
            return NotCompared(notes, "that needs the new version's package, not only its assembly");
        var recorded = RecordedExchanges.Read(old.ExchangesJson);
        if (recorded.Calls.All(call => call.Exchanges.Count == 0))
            return NotCompared(notes, "nothing in the recording went over HTTP, so there is no system to answer from");
        var feeds = request.Feeds.Concat([Path.GetDirectoryName(Path.GetFullPath(request.Old, request.BaseFolder))!, Path.GetDirectoryName(Path.GetFullPath(request.New, request.BaseFolder))!])
            .Where(feed => feed.Contains("://", StringComparison.Ordinal) || Directory.Exists(feed)).Distinct(StringComparer.Ordinal).ToList();
        var launcher = await request.Launcher(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ReplayedCall> calls;
        try
        {
            calls = await new ExchangeReplay(launcher, feeds, request.FeedTimeout).CompareAsync(old, @new, recorded, cancellationToken).ConfigureAwait(false);
        }
        catch (AgentException refusal) when (refusal.Code.StartsWith("E-PKG-", StringComparison.Ordinal))
        {
            return NotCompared(notes, $"the packages that the driver needs could not be had ({refusal.Code}); name a feed with --feed");
        }

        var compared = calls.Where(call => call.Outcome != ReplayOutcome.NotReplayed).ToList();
        notes.Add($"Behaviour: of {calls.Count} recorded calls, {compared.Count} were replayed and {compared.Count(call => call.Outcome == ReplayOutcome.Same)} are answered as before.");
        return compared.Where(call => call.Outcome != ReplayOutcome.Same).Select(call => new CompatFinding(
            CompatRules.Get(call.Outcome switch { ReplayOutcome.Different => "IAC0301", ReplayOutcome.WritesOtherwise => "IAC0303", _ => "IAC0302" }),
            DriverFilesReader.ExchangesPath,
            call.Name,
            call.Before,
            call.After));
    }

    private static IEnumerable<CompatFinding> NotCompared(List<string> notes, string why)
    {
        notes.Add($"Behaviour was not compared: {why}.");
        return [];
    }
}
