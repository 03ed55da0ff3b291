using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Tests.State;
using static IntegrationAgent.Agent.Tests.State.StateSamples;

namespace IntegrationAgent.Agent.Tests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private readonly TemporaryWorkspace workspace = new(checkpointEvery: 8);

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task When_the_audit_cannot_be_written_the_state_does_not_change()
    {
        await using var store = await workspace.OpenAsync();
        var approval = await store.Approvals.DecideAsync(Decision(TimeProvider.System.GetUtcNow(), runs: 5), Token);
        var lease = await store.Runs.ClaimAsync((await store.CreateRunAsync(approval: approval.Id)).Id, "one", Lease, Token);
        await store.Effects.BeginAsync(lease, Intent(), Token);
        SqliteEdit.Run(workspace, "CREATE TRIGGER refuse BEFORE INSERT ON audit BEGIN SELECT RAISE(ABORT, 'no'); END");

        Func<Task>[] writes =
        [
            () => store.CreateRunAsync(approval: approval.Id),
            () => store.Effects.BeginAsync(lease, Intent(1), Token),
            () => store.Effects.AcknowledgeAsync(lease, new EffectKey("s1", 0), Answer(), Token),
            () => store.Runs.FinishAsync(lease, new RunEnd { State = RunState.Failed }, Token),
            () => store.Runs.CancelAsync(lease.RunId, "ada", Token),
            () => store.Approvals.DecideAsync(Decision(TimeProvider.System.GetUtcNow()), Token),
            () => store.Approvals.RevokeAsync(approval.Id, "bob", Token),
            () => store.Audit.IntendAsync(new AuditEvent { Type = AuditEventTypes.ModelCall }, Token),
            () => store.PersonalData.ShredAsync("run:" + lease.RunId, "user", Token),
        ];
        foreach (var write in writes)
            await RefusedAsync(StateErrorCodes.AuditWrite, write);

        SqliteEdit.Run(workspace, "DROP TRIGGER refuse");
        var effect = Assert.Single(await store.Effects.ListAsync(lease.RunId, Token));
        Assert.Equal(EffectStatus.Intended, effect.Status);
        Assert.False(effect.Intent.Keys.IsEmpty);
        Assert.Empty(await store.Runs.CheckpointsAsync(lease.RunId, Token));
        Assert.Equal(RunState.Running, Assert.Single(await store.Runs.ListAsync(new RunQuery(), Token)).State);
        Assert.Equal((1, ApprovalState.Approved), Assert.Single(await store.Approvals.ListAsync(Series, Token)) is var kept ? (kept.Spent, kept.State) : default);
        Assert.True((await store.Audit.VerifyAsync(Token)).IsWhole);
    }

    [Fact]
    public async Task When_a_due_checkpoint_cannot_be_written_nothing_is_done()
    {
        await using var store = await workspace.OpenAsync();
        for (var i = 0; i < 7; i++)
            await store.Audit.AppendAsync(new AuditEvent { Type = AuditEventTypes.ModelCall }, Token);
        Directory.CreateDirectory(Path.Combine(workspace.Paths.Audit, "checkpoints.jsonl"));

        await RefusedAsync(StateErrorCodes.AuditWrite, () => store.CreateRunAsync());

        Assert.Empty(await store.Runs.ListAsync(new RunQuery(), Token));
        Directory.Delete(Path.Combine(workspace.Paths.Audit, "checkpoints.jsonl"));
        await store.CreateRunAsync();
    }

    [Fact]
    public async Task Texts_are_scrubbed_cleaned_and_capped_and_one_event_stays_one()
    {
        var scrubber = new SecretScrubber();
        scrubber.Add("SF_TOKEN", "canary-secret-value");
        await using var store = await workspace.OpenAsync(options: new StateOptions { Scrubber = scrubber });

        await store.Audit.AppendAsync(
            new AuditEvent
            {
                Type = AuditEventTypes.DiscoveryCall,
                Subject = "a\r\n{\"type\":\"approval.granted\"}\u001b[2J\ud800",
                Data = new Dictionary<string, string>
                {
                    ["error"] = "token canary-secret-value refused",
                    ["encoded"] = Convert.ToBase64String("user:canary-secret-value"u8),
                    ["long"] = new('x', 100_000),
                    ["n\ud800"] = "1",
                    ["n\ufffd"] = "2",
                },
            },
            Token);

        var record = (await store.Audit.ReadAsync(new AuditQuery { Type = AuditEventTypes.DiscoveryCall }, Token)).Single();
        Assert.DoesNotContain("canary", record.Canonical, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("canary-secret"u8), record.Canonical, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', record.Canonical);
        Assert.DoesNotContain('\u001b', record.Canonical);
        Assert.InRange(record.Canonical.Length, 2000, 4000);
        Assert.Equal("token [secret SF_TOKEN] refused", record.Event.Data["error"]);
        Assert.True((await store.Audit.VerifyAsync(Token)).IsWhole);
    }

    [Fact]
    public async Task Personal_data_is_ciphertext_and_the_chain_stays_whole_when_its_key_is_shredded()
    {
        await using (var store = await workspace.OpenAsync())
        {
            await store.Audit.AppendAsync(
                new AuditEvent
                {
                    Type = AuditEventTypes.ApprovalGranted,
                    Personal = new Dictionary<string, string> { ["approver"] = "grace.hopper" },
                    PersonalScope = "approval:1",
                },
                Token);
            var readable = (await store.Audit.ReadAsync(new AuditQuery { Type = AuditEventTypes.ApprovalGranted }, Token)).Single();
            Assert.Equal("grace.hopper", readable.Event.Personal["approver"]);

            await store.PersonalData.ShredAsync("approval:1", "user", Token);

            var erased = (await store.Audit.ReadAsync(new AuditQuery { Type = AuditEventTypes.ApprovalGranted }, Token)).Single();
            Assert.Empty(erased.Event.Personal);
            Assert.Equal(readable.Canonical, erased.Canonical);
            Assert.True((await store.Audit.VerifyAsync(Token)).IsWhole);
        }

        foreach (var file in Directory.EnumerateFiles(workspace.Paths.Private, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain("grace", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Token)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_can_be_verified_without_this_program()
    {
        await using var store = await workspace.OpenAsync();
        await store.CreateRunAsync();
        using var output = new MemoryStream();

        var count = await store.Audit.ExportAsync(output, Token);

        var lines = Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(count, lines.Length);
        Assert.Equal(3, count);
        var previous = new byte[32];
        foreach (var (index, line) in lines.Index())
        {
            using var document = JsonDocument.Parse(line);
            var canonical = document.RootElement.GetProperty("event").GetRawText();
            byte[] hashed = [0, 0, 0, 0, 0, 0, 0, 0, (byte)(index + 1), .. previous, .. Encoding.UTF8.GetBytes(canonical)];
            previous = SHA256.HashData(hashed);
            Assert.Equal(Convert.ToHexStringLower(previous), document.RootElement.GetProperty("hash").GetString());
        }
    }

    [Fact]
    public void The_tree_hashes_as_rfc_6962()
    {
        // H(0x00) is the leaf of the empty input in the RFC's test vectors.
        var leaf = SHA256.HashData([0]);
        var frontier = new MerkleFrontier();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData([])), Convert.ToHexStringLower(frontier.Root()));
        frontier.Append(leaf);
        Assert.Equal("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d", Convert.ToHexStringLower(frontier.Root()));

        frontier.Append(SHA256.HashData([0, 0]));

        Assert.Equal(2, frontier.Size);
        Assert.Equal("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125", Convert.ToHexStringLower(frontier.Root()));
    }

    [Fact]
    public void The_tree_of_any_size_is_that_of_its_definition()
    {
        var leaves = Enumerable.Range(0, 70).Select(i => SHA256.HashData([0, (byte)i])).ToArray();
        var frontier = new MerkleFrontier();
        for (var size = 1; size <= leaves.Length; size++)
        {
            frontier.Append(leaves[size - 1]);
            frontier = new MerkleFrontier(size, frontier.ToBytes());

            Assert.Equal(Root(leaves.AsSpan(0, size)), frontier.Root());
        }

        static byte[] Root(ReadOnlySpan<byte[]> leaves)
        {
            if (leaves.Length == 1)
                return leaves[0];
            var split = 1 << (31 - System.Numerics.BitOperations.LeadingZeroCount((uint)(leaves.Length - 1)));
            return SHA256.HashData([1, .. Root(leaves[..split]), .. Root(leaves[split..])]);
        }
    }
}
