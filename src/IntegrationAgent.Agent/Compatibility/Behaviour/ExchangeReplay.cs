using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Packages;

namespace IntegrationAgent.Agent.Compatibility.Behaviour;

/// <summary>Gives both versions the recorded calls, each in a jailed process of its own that sees nothing but the recording, and compares what they answer.</summary>
internal sealed class ExchangeReplay(DriverHostLauncher launcher, IReadOnlyList<string> feeds, TimeSpan feedTimeout)
{
    public async Task<IReadOnlyList<ReplayedCall>> CompareAsync(DriverFiles old, DriverFiles @new, RecordedExchanges recorded, CancellationToken cancellationToken)
    {
        var before = await PlayAsync(old, recorded, cancellationToken).ConfigureAwait(false);
        var after = await PlayAsync(@new, recorded, cancellationToken).ConfigureAwait(false);
        return [.. recorded.Calls.Select((call, index) => Compare(call, index + 1, before[index], after[index]))];
    }

    private static ReplayedCall Compare(RecordedCall call, int number, PlayedCall? old, PlayedCall? @new)
    {
        var name = string.Join(' ', new[] { $"{number}", call.Method, call.Arguments.GetValueOrDefault("mode")?.ToLowerInvariant(), call.Arguments.GetValueOrDefault("object") }.Where(part => !string.IsNullOrEmpty(part)));
        if (old is null or { Unknown: true } || @new is null)
            return new ReplayedCall(name, ReplayOutcome.NotReplayed);
        if (FirstDifference(old.Asked, @new.Asked) is var (asked, asks))
        {
            if (call.Method == "write")
                return new ReplayedCall(name, ReplayOutcome.WritesOtherwise, asked, asks);
            return new ReplayedCall(name, @new.Unknown || Same(old, @new) ? ReplayOutcome.NotRecorded : ReplayOutcome.Different, asked, asks);
        }

        return FirstDifference(old.Answer, @new.Answer) is var (was, isNow) ? new ReplayedCall(name, ReplayOutcome.Different, was, isNow) : new ReplayedCall(name, ReplayOutcome.Same);
    }

    private static bool Same(PlayedCall old, PlayedCall @new) => old.Answer.SequenceEqual(@new.Answer, StringComparer.Ordinal);

    private static (string Before, string After)? FirstDifference(IReadOnlyList<string> old, IReadOnlyList<string> @new)
    {
        for (var i = 0; i < Math.Max(old.Count, @new.Count); i++)
        {
            var (before, after) = (i < old.Count ? old[i] : "(nothing more)", i < @new.Count ? @new[i] : "(nothing more)");
            if (before != after)
                return (before, after);
        }

        return null;
    }

    private async Task<IReadOnlyList<PlayedCall?>> PlayAsync(DriverFiles driver, RecordedExchanges recorded, CancellationToken cancellationToken)
    {
        var work = Directory.CreateTempSubdirectory("intagent-replay-");
        try
        {
            var folder = Directory.CreateDirectory(Path.Combine(work.FullName, "feed")).FullName;
            File.Copy(driver.PackageFile!, Path.Combine(folder, $"{driver.Identity.PackageId}.{driver.Identity.Version}.nupkg"));
            var workspace = Directory.CreateDirectory(Path.Combine(work.FullName, "workspace")).FullName;
            var store = new DriverStore(new DriverStoreOptions { Workspace = workspace, FeedTimeout = feedTimeout });
            var installed = await store.AddAsync(
                new AddDriverRequest
                {
                    PackageId = driver.Identity.PackageId,
                    VersionRange = driver.Identity.Version,
                    Feeds = [folder, .. feeds],
                    SignaturePolicy = SignaturePolicy.Off,
                    // The report names what the code can do; here it meets a jail and a recording.
                    AcceptedCapabilities = [.. DriverCapability.All],
                    AcceptedUnproven = driver.Manifest.Capabilities,
                },
                cancellationToken).ConfigureAwait(false);
            var server = new ReplayServer(recorded);
            await using (server.ConfigureAwait(false))
            {
                var player = new CallPlayer(launcher, HostedDriver.From(installed), driver.Manifest, server, workspace);
                await using (player.ConfigureAwait(false))
                {
                    var played = new List<PlayedCall?>();
                    foreach (var call in recorded.Calls)
                        played.Add(await player.PlayAsync(call, recorded, cancellationToken).ConfigureAwait(false));
                    return played;
                }
            }
        }
        finally
        {
            StoreFolder.Delete(work.FullName);
        }
    }
}
