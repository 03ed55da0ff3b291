using IntegrationAgent.Agent.State;

namespace IntegrationAgent.Agent.Tests.State;

/// <summary>Runs, batches and decisions as tests write them.</summary>
internal static class StateSamples
{
    public const string Series = "lead-sync";
    public const string Subject = "a3f5";
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public static Task<RunRecord> CreateRunAsync(this IStateStore store, string series = Series, string? approval = null, string subject = Subject, string? slot = null) =>
        store.Runs.CreateAsync(new NewRun { Series = series, SubjectHash = subject, ApprovalId = approval, Slot = slot, Seed = 7 }, Token);

    public static async Task<RunLease> ClaimNewAsync(this IStateStore store, string owner = "one") =>
        await store.Runs.ClaimAsync((await store.CreateRunAsync()).Id, owner, Lease, Token);

    public static EffectIntent Intent(long batch = 0, string digest = "d0", byte[]? keys = null) => new()
    {
        Key = new EffectKey("s1", batch),
        Connection = "warehouse",
        Object = "leads",
        Verb = "upsert",
        Records = 2,
        IntentDigest = digest,
        Keys = keys ?? "[\"ada@example.org\",\"bob@example.org\"]"u8.ToArray(),
    };

    public static EffectAcknowledgement Answer(string position = "1", int created = 2, params QuarantinedRecord[] quarantined) => new()
    {
        Counts = new RunCounts { Read = created + quarantined.Length, Created = created, Quarantined = quarantined.Length },
        OutcomeDigest = "o" + position,
        Checkpoint = new RunCheckpoint { Step = "s1", Position = position, Cursor = "c" + position },
        Quarantined = quarantined,
    };

    public static ApprovalDecision Decision(
        DateTimeOffset now, int runs = 1, string approver = "bob", string reason = "checked with the sales team", bool singleUser = false, bool approved = true, string subject = Subject) => new()
        {
            Series = Series,
            SubjectHash = subject,
            Approved = approved,
            Requester = "ada",
            Approver = approver,
            Reason = reason,
            PageHash = "page",
            ApproveBy = now.AddDays(7),
            ExecuteBy = now.AddDays(1),
            MaxRuns = runs,
            SingleUser = singleUser,
        };

    public static async Task<AgentException> RefusedAsync(string code, Func<Task> act)
    {
        var exception = await Assert.ThrowsAsync<AgentException>(act);
        Assert.Equal(code, exception.Code);
        Assert.NotEmpty(exception.NextAction);
        return exception;
    }
}
