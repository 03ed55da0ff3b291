using System.Globalization;
using CsCheck;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;

namespace Drivers.Salesforce.Tests;

/// <summary>
/// Everything that happens to an org, in any order, against a copy that is kept by reading changes: late commits, ties, deletes, undeletes, a purged delete log,
/// readers that crash between pages.
/// </summary>
public sealed class ChangeModelTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private enum Kind
    {
        Update,
        UpdateLate,
        Tie,
        Create,
        CreateLate,
        Delete,
        Undelete,
        Wait,
        Purge,
        Read,
        Crash,
    }

    [Fact]
    public async Task No_interleaving_loses_or_repeats_a_change()
    {
        var reads = 0;
        var kinds = Enum.GetValues<Kind>();
        var step = Gen.Int[0, kinds.Length - 1].SelectMany(kind => Gen.Int[0, 1000].Select(size => (Kind: kinds[kind], Size: size)));

        await step.Array[5, 40].SampleAsync(
            async steps =>
            {
                await using var org = await Org.StartAsync(25);
                await using var client = await org.ConnectAsync();
                var copy = new Copy(org, client);
                await copy.ReadAsync(int.MaxValue);
                foreach (var (kind, size) in steps)
                    await RunAsync(org, copy, kind, size);

                // Deletes are told by the minute, and what was late by less than the overlap is found by the next read.
                org.Simulator.AdvanceTime(TimeSpan.FromMinutes(3));
                await copy.ReadAsync(int.MaxValue);
                copy.AssertWhole();
                Interlocked.Add(ref reads, copy.Reads);
            },
            iter: 60,
            threads: 1);

        Assert.InRange(reads, 150, int.MaxValue);
    }

    /// <summary>The model itself notices a loss and a repeat.</summary>
    [Fact]
    public async Task The_model_finds_a_reader_that_forgets()
    {
        await using var org = await Org.StartAsync(10);
        await using var client = await org.ConnectAsync();
        var copy = new Copy(org, client);
        await copy.ReadAsync(int.MaxValue);
        org.Simulator.UpdateLeads(1);

        Assert.ThrowsAny<Exception>(copy.AssertWhole);
        copy.Forget();
        await Assert.ThrowsAnyAsync<Exception>(() => copy.ReadAsync(int.MaxValue));
    }

    private static async Task RunAsync(Org org, Copy copy, Kind kind, int size)
    {
        var late = TimeSpan.FromSeconds(1 + (size % 500));
        var living = org.Simulator.Query("SELECT Id FROM Lead ORDER BY Id").Select(lead => lead.GetProperty("Id").GetString()!).ToList();
        var value = new Dictionary<string, string?> { ["Email"] = string.Create(CultureInfo.InvariantCulture, $"v{copy.Next()}@example.com") };
        switch (kind)
        {
            case Kind.Update or Kind.UpdateLate when living.Count > 0:
                org.Simulator.UpdateRecord("Lead", living[size % living.Count], value, kind == Kind.UpdateLate ? late : default);
                break;
            case Kind.Tie:
                org.Simulator.FreezeTime();
                foreach (var id in living)
                    org.Simulator.UpdateRecord("Lead", id, value);
                org.Simulator.ResumeTime();
                break;
            case Kind.Create or Kind.CreateLate:
                org.Simulator.CreateRecord("Lead", new Dictionary<string, string?>(value) { ["LastName"] = "New", ["Company"] = "Acme" }, kind == Kind.CreateLate ? late : default);
                break;
            case Kind.Delete when living.Count > 0:
                copy.Deleted.Add(org.Simulator.DeleteRecord("Lead", living[size % living.Count]));
                copy.Count(copy.Deleted[^1]);
                break;
            case Kind.Undelete when copy.Deleted.Count > 0:
                org.Simulator.UndeleteRecord("Lead", copy.Deleted[size % copy.Deleted.Count]);
                copy.Deleted.RemoveAt(size % copy.Deleted.Count);
                break;
            case Kind.Wait:
                org.Simulator.AdvanceTime(TimeSpan.FromSeconds(size * 3));
                break;
            case Kind.Purge:
                org.Simulator.PurgeDeleteLog(org.Simulator.Now);
                break;
            case Kind.Read:
                await copy.ReadAsync(int.MaxValue);
                break;
            case Kind.Crash:
                await copy.ReadAsync(1);
                break;
        }
    }

    /// <summary>What a reader keeps: the records, and where it stands.</summary>
    private sealed class Copy(Org org, SalesforceClient client)
    {
        private readonly Dictionary<string, string> records = [];
        private readonly HashSet<(string, DateTimeOffset, string)> reported = [];
        private readonly Dictionary<string, int> deletes = [];
        private string? position;
        private int next;

        public List<string> Deleted { get; } = [];

        public int Reads { get; private set; }

        public int Next() => ++next;

        /// <summary>A record is deleted: one report of it may follow.</summary>
        public void Count(string id) => deletes[id] = deletes.GetValueOrDefault(id) + 1;

        /// <summary>Goes back to the beginning, as a reader that lost its position.</summary>
        public void Forget() => position = null;

        public async Task ReadAsync(int pages)
        {
            Reads++;
            var request = new ChangesRequest { Object = "Lead", Fields = ["Id", "Email", "SystemModstamp"], Since = position, PageSize = 200 };
            await foreach (var page in client.GetChangesAsync(request, Token))
            {
                using (page)
                {
                    foreach (var record in page.Changed)
                    {
                        var id = record.GetString(0)!;
                        Assert.True(reported.Add((id, record.GetTimestamp(2)!.Value, record.GetString(1) ?? "")), "a change is reported twice");
                        records[id] = record.GetString(1) ?? "";
                    }

                    foreach (var id in page.DeletedIds)
                    {
                        Assert.True(--deletes[id] >= 0, "a delete is reported twice");
                        records.Remove(id);
                        reported.RemoveWhere(each => each.Item1 == id);
                    }

                    position = page.Position;
                }

                if (--pages == 0)
                    return;
            }
        }

        public void AssertWhole()
        {
            var truth = org.Simulator.Query("SELECT Id, Email FROM Lead").ToDictionary(lead => lead.GetProperty("Id").GetString()!, lead => lead.GetProperty("Email").GetString() ?? "");
            Assert.Equal(truth.OrderBy(pair => pair.Key, StringComparer.Ordinal), records.OrderBy(pair => pair.Key, StringComparer.Ordinal));
        }
    }
}
