using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Tests.State;
using static IntegrationAgent.Agent.Tests.State.StateSamples;

namespace IntegrationAgent.Agent.Tests.Audit;

public sealed class AuditVerifierTests : IDisposable
{
    private readonly TemporaryWorkspace workspace = new();

    private string Checkpoints => Path.Combine(workspace.Paths.Audit, "checkpoints.jsonl");

    public void Dispose() => workspace.Dispose();

    [Fact]
    public async Task A_chain_that_nobody_touched_is_whole()
    {
        await FillAsync(20);

        var verification = await VerifyAsync();

        Assert.Empty(verification.Findings);
        Assert.Empty(verification.Notes);
        Assert.Equal(21, verification.Events);
        Assert.Equal(1, verification.Checkpoints);
    }

    [Theory]
    [InlineData("UPDATE audit SET canonical = replace(canonical, '\"n\":\"7\"', '\"n\":\"8\"') WHERE seq = 8", 8, AuditFindingKind.Edited)]
    [InlineData("UPDATE audit SET subject = 'x' WHERE seq = 8", 8, AuditFindingKind.Edited)]
    [InlineData("UPDATE audit SET hash = zeroblob(32) WHERE seq = 8", 8, AuditFindingKind.Edited)]
    [InlineData("UPDATE audit SET prev = zeroblob(32) WHERE seq = 8", 8, AuditFindingKind.Broken)]
    [InlineData("DELETE FROM audit WHERE seq = 8", 8, AuditFindingKind.Missing)]
    [InlineData("DELETE FROM audit WHERE seq BETWEEN 8 AND 11", 8, AuditFindingKind.Missing)]
    [InlineData("DELETE FROM audit WHERE seq = 1", 1, AuditFindingKind.Missing)]
    [InlineData("DELETE FROM audit WHERE seq > 15", 16, AuditFindingKind.Truncated)]
    [InlineData("DELETE FROM audit", 1, AuditFindingKind.Truncated)]
    [InlineData("UPDATE audit SET seq = -1 WHERE seq = 8; UPDATE audit SET seq = 8 WHERE seq = 9; UPDATE audit SET seq = 9 WHERE seq = -1", 8, AuditFindingKind.Broken)]
    [InlineData("INSERT INTO audit SELECT 22, type, subject, canonical, prev, hash FROM audit WHERE seq = 8", 22, AuditFindingKind.Broken)]
    [InlineData("UPDATE audit SET seq = seq + 100 WHERE seq > 7; INSERT INTO audit SELECT 8, type, subject, canonical, prev, hash FROM audit WHERE seq = 7; UPDATE audit SET seq = seq - 99 WHERE seq > 100", 8, AuditFindingKind.Broken)]
    [InlineData("UPDATE audit_head SET hash = zeroblob(32)", 21, AuditFindingKind.Rewritten)]
    public async Task A_change_names_its_first_event(string change, long sequence, AuditFindingKind kind)
    {
        await FillAsync(20);

        SqliteEdit.Run(workspace, SqliteEdit.Open + change);

        var verification = await VerifyAsync();
        Assert.Equal(sequence, verification.FirstBadSequence);
        Assert.Contains(verification.Findings, finding => finding.Sequence == sequence && finding.Kind == kind);
    }

    [Fact]
    public async Task A_tail_cut_off_with_its_head_set_back_is_found_by_the_checkpoint()
    {
        await FillAsync(20);

        SqliteEdit.Run(workspace, SqliteEdit.Open + "DELETE FROM audit WHERE seq > 15; UPDATE audit_head SET seq = 15, checkpoint = 0, hash = (SELECT hash FROM audit WHERE seq = 15)");

        var finding = Assert.Single((await VerifyAsync()).Findings);
        Assert.Equal((16, AuditFindingKind.Truncated), (finding.Sequence, finding.Kind));
    }

    [Fact]
    public async Task A_chain_rewritten_with_matching_hashes_is_found_by_the_checkpoint()
    {
        await FillAsync(10);
        await FillAsync(10);

        RewriteFrom(15);

        var verification = await VerifyAsync();
        Assert.Equal(AuditFindingKind.Rewritten, Assert.Single(verification.Findings).Kind);
        Assert.Equal(12, verification.FirstBadSequence);
    }

    [Fact]
    public async Task A_store_that_is_gone_is_found_and_not_replaced_by_a_new_one()
    {
        await FillAsync(20);
        foreach (var file in Directory.EnumerateFiles(workspace.Paths.Private, "state.db*"))
            File.Delete(file);

        var verification = await VerifyAsync();

        Assert.Equal(AuditFindingKind.StoreMissing, Assert.Single(verification.Findings).Kind);
        await RefusedAsync(StateErrorCodes.AuditBehind, () => workspace.OpenAsync());
    }

    [Fact]
    public async Task An_old_copy_put_back_is_found_and_nothing_can_be_written()
    {
        await FillAsync(5);
        var copy = await File.ReadAllBytesAsync(workspace.Paths.StateDatabase, Token);
        await FillAsync(5);
        await File.WriteAllBytesAsync(workspace.Paths.StateDatabase, copy, Token);

        var verification = await VerifyAsync();

        Assert.Contains(verification.Findings, finding => finding is { Sequence: 7, Kind: AuditFindingKind.Truncated });
        await RefusedAsync(StateErrorCodes.AuditBehind, () => workspace.OpenAsync());
    }

    [Fact]
    public async Task Checkpoints_that_are_gone_are_found()
    {
        await FillAsync(20);
        File.Delete(Checkpoints);

        Assert.Equal(AuditFindingKind.CheckpointMissing, Assert.Single((await VerifyAsync()).Findings).Kind);
        await RefusedAsync(StateErrorCodes.AuditBehind, () => workspace.OpenAsync());
    }

    [Theory]
    [InlineData("\"size\":21", "\"size\":20")]
    [InlineData("\"time\":\"2", "\"time\":\"3")]
    [InlineData("\"signature\":\"", "\"signature\":\"A")]
    [InlineData("{", "")]
    public async Task A_changed_checkpoint_is_found(string from, string to)
    {
        await FillAsync(20);
        var text = await File.ReadAllTextAsync(Checkpoints, Token);
        Assert.Contains(from, text, StringComparison.Ordinal);

        await File.WriteAllTextAsync(Checkpoints, text.Replace(from, to, StringComparison.Ordinal), Token);

        Assert.Contains((await VerifyAsync()).Findings, finding => finding.Kind == AuditFindingKind.BadCheckpoint);
    }

    [Fact]
    public async Task A_replaced_signing_key_is_found()
    {
        await FillAsync(5);
        using var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(Path.Combine(workspace.Paths.Audit, "audit.pub"), other.ExportSubjectPublicKeyInfoPem(), Token);

        Assert.Contains((await VerifyAsync()).Findings, finding => finding is { Sequence: 1, Kind: AuditFindingKind.BadCheckpoint });
    }

    [Fact]
    public async Task A_signing_key_that_is_not_the_chains_refuses_work()
    {
        await FillAsync(5);
        using var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(workspace.Paths.AuditKey, other.ExportPkcs8PrivateKeyPem(), Token);
        await RefusedAsync(StateErrorCodes.AuditKey, () => workspace.OpenAsync());

        File.Delete(workspace.Paths.AuditKey);
        await RefusedAsync(StateErrorCodes.AuditKey, () => workspace.OpenAsync());
    }

    [Fact]
    public async Task A_half_written_checkpoint_is_noted_repaired_and_recorded()
    {
        await FillAsync(5);
        await File.AppendAllTextAsync(Checkpoints, "{\"head\":\"ab", Token);
        var before = await VerifyAsync();

        await FillAsync(5);

        Assert.Empty(before.Findings);
        Assert.Single(before.Notes);
        var after = await VerifyAsync();
        Assert.Empty(after.Findings);
        Assert.Empty(after.Notes);
        Assert.Equal(2, after.Checkpoints);
        await using var store = await workspace.OpenAsync();
        Assert.Single(await store.Audit.ReadAsync(new AuditQuery { Type = AuditEventTypes.AuditCheckpointRepaired }, Token));
    }

    private Task<AuditVerification> VerifyAsync() => AuditVerifier.VerifyAsync(workspace.Workspace, Token);

    private async Task FillAsync(int events)
    {
        await using var store = await workspace.OpenAsync();
        for (var i = 1; i <= events; i++)
        {
            await store.Audit.AppendAsync(
                new AuditEvent { Type = AuditEventTypes.DiscoveryCall, Subject = "salesforce", Data = new Dictionary<string, string> { ["n"] = $"{i}" } }, Token);
        }
    }

    // What somebody does who knows how the chain is made, and has no signing key.
    private void RewriteFrom(long first)
    {
        var head = (long)SqliteEdit.Scalar(workspace, "SELECT seq FROM audit_head")!;
        var previous = (byte[])SqliteEdit.Scalar(workspace, $"SELECT hash FROM audit WHERE seq = {first - 1}")!;
        for (var sequence = first; sequence <= head; sequence++)
        {
            var canonical = ((string)SqliteEdit.Scalar(workspace, $"SELECT canonical FROM audit WHERE seq = {sequence}")!).Replace("salesforce", "postgres", StringComparison.Ordinal);
            var hash = AuditEncoding.Hash(sequence, previous, canonical);
            SqliteEdit.Run(
                workspace,
                $"{SqliteEdit.Open} UPDATE audit SET subject = replace(subject, 'salesforce', 'postgres'), canonical = '{canonical}', prev = x'{Convert.ToHexString(previous)}', hash = x'{Convert.ToHexString(hash)}' WHERE seq = {sequence}");
            previous = hash;
        }

        SqliteEdit.Run(workspace, $"UPDATE audit_head SET hash = x'{Convert.ToHexString(previous)}'");
    }
}
