using System.Text;
using IntegrationAgent.Driver.Conformance.Tests.Reference;

namespace IntegrationAgent.Driver.Conformance.Tests;

/// <summary>Every check is proven by sabotaged drivers that it must catch; the good driver passes them all.</summary>
public class MutationTests
{
    /// <summary>The defect, and the check that must catch it.</summary>
    private static readonly (Defect Defect, string Check)[] Table =
    [
        (Defect.ThrowsInConstructor, "connect"),
        (Defect.NullClient, "connect"),
        (Defect.ProvesNothing, "connect"),
        (Defect.HidesRefusal, "connect"),
        (Defect.ForgetsWho, "connect"),
        (Defect.RepeatsRefusal, "connect"),
        (Defect.SecondDisposeThrows, "connect"),
        (Defect.HidesScope, "connect-least-privilege"),
        (Defect.NullList, "discover-deterministic"),
        (Defect.ServerOrder, "discover-deterministic"),
        (Defect.CaseSensitiveSearch, "discover-deterministic"),
        (Defect.CachesForEver, "discover-custom"),
        (Defect.LosesTypes, "discover-custom"),
        (Defect.DescribesEachObject, "discover-large"),
        (Defect.ListsFirstThousand, "discover-large"),
        (Defect.CutsDescription, "discover-large"),
        (Defect.DanglingRelationship, "relationships-resolve"),
        (Defect.ForgetsRelationship, "relationships-resolve"),
        (Defect.EmptyBecomesNull, "field-types-roundtrip"),
        (Defect.DecimalThroughDouble, "field-types-roundtrip"),
        (Defect.Int64ThroughDouble, "field-types-roundtrip"),
        (Defect.ShiftsOffset, "field-types-roundtrip"),
        (Defect.TrimsOnWrite, "field-types-roundtrip"),
        (Defect.WrongFieldOrder, "schema-matches-records"),
        (Defect.WrongNullability, "schema-matches-records"),
        (Defect.RepeatsKey, "key-unique"),
        (Defect.NamesNoKey, "key-unique"),
        (Defect.NullStream, "query-complete"),
        (Defect.NeverYields, "query-complete"),
        (Defect.BlocksTheThread, "query-complete"),
        (Defect.YieldsForEver, "query-complete"),
        (Defect.DropsLastPage, "query-complete"),
        (Defect.StopsAfterFirstPage, "query-complete"),
        (Defect.RepeatsPage, "query-complete"),
        (Defect.WrongTotal, "query-complete"),
        (Defect.NoStopReason, "query-complete"),
        (Defect.NoStopReason, "query-stop-reason"),
        (Defect.SwallowsFault, "query-stop-reason"),
        (Defect.LimitIsExhausted, "query-stop-reason"),
        (Defect.LimitOffByOne, "query-stop-reason"),
        (Defect.BudgetIsExhausted, "query-stop-reason"),
        (Defect.CursorSkips, "query-stop-reason"),
        (Defect.PagesByOffset, "page-churn"),
        (Defect.StopsAtFirstTotal, "page-churn"),
        (Defect.FollowsLoops, "cursor-loop-guard"),
        (Defect.SkipsExpiredPage, "cursor-expiry"),
        (Defect.LongFilterThrowsRaw, "long-query"),
        (Defect.TimeBoundary, "incremental-boundary"),
        (Defect.MissesLateCommits, "incremental-boundary"),
        (Defect.IgnoresDeletes, "incremental-boundary"),
        (Defect.PositionAhead, "incremental-resume"),
        (Defect.ReadsAllAgain, "incremental-position"),
        (Defect.AcceptsAnyPosition, "incremental-position"),
        (Defect.NullEqualsNothing, "filter-equivalence"),
        (Defect.ConcatenatesFilter, "filter-equivalence"),
        (Defect.DropsNot, "filter-equivalence"),
        (Defect.IgnoresRetryAfter, "rate-limit-retry-after"),
        (Defect.WaitsForEver, "rate-limit-retry-after"),
        (Defect.HammersOn429, "rate-limit-retry-after"),
        (Defect.QuotaIsAuthentication, "rate-limit-quota"),
        (Defect.SleepsOnQuota, "rate-limit-quota"),
        (Defect.IgnoresBudget, "rate-limit-budget"),
        (Defect.IgnoresWindow, "rate-limit-budget"),
        (Defect.MiscountsCalls, "rate-limit-budget"),
        (Defect.GarbageIsEmpty, "fault-200-with-error"),
        (Defect.ThrowsRaw, "fault-200-with-error"),
        (Defect.EverythingIsUnknown, "fault-matrix"),
        (Defect.ServerErrorIsPermanent, "fault-matrix"),
        (Defect.FollowsRedirect, "fault-matrix"),
        (Defect.NoSuggestions, "fault-matrix"),
        (Defect.StaysBroken, "fault-matrix"),
        (Defect.TimeoutIsCancellation, "fault-matrix"),
        (Defect.ResendsInsert, "retry-only-if-safe"),
        (Defect.LostIsFailed, "retry-only-if-safe"),
        (Defect.OutcomesShuffled, "write-partial"),
        (Defect.PartialThrows, "write-partial"),
        (Defect.AllOrNoneIgnored, "write-partial"),
        (Defect.UpsertInserts, "write-idempotent"),
        (Defect.ClearsAbsent, "write-idempotent"),
        (Defect.DeleteTwiceFails, "write-idempotent"),
        (Defect.WritesNullAsEmpty, "write-idempotent"),
        (Defect.TouchesOnRead, "dry-run-zero-mutation"),
        (Defect.DryRunCreates, "dry-run-zero-mutation"),
        (Defect.IgnoresCancellation, "cancel-prompt"),
        (Defect.ConvertsCancellation, "cancel-prompt"),
        (Defect.CancelsLate, "cancel-prompt"),
        (Defect.DeafInCalls, "cancel-prompt"),
        (Defect.DeafBetweenPages, "cancel-prompt"),
        (Defect.BuffersAll, "stream-flat-memory"),
        (Defect.KeepsPages, "stream-flat-memory"),
        (Defect.LeaksToken, "no-secret-leak"),
        (Defect.LeaksContent, "no-secret-leak"),
        (Defect.LogsSecret, "no-secret-leak"),
        (Defect.LogsBase64, "no-secret-leak"),
        (Defect.TracesSecret, "no-secret-leak"),
        (Defect.SharesState, "thread-safe-client"),
        (Defect.RefreshesEach, "token-refresh-race"),
        (Defect.LosesRotation, "token-refresh-race"),
        (Defect.MiscountsCalls, "telemetry-contract"),
        (Defect.ForgetsRepeats, "telemetry-contract"),
        (Defect.WriteCostsNothing, "telemetry-contract"),
        (Defect.LogsSentences, "telemetry-contract"),
        (Defect.ProbeSaysAbsent, "write-probe"),
        (Defect.ProbeSaysUnknown, "write-probe"),
        (Defect.ProbeSaysApplied, "write-probe"),
        (Defect.ProbeShuffles, "write-probe"),
        (Defect.ProbeWrites, "write-probe"),
        (Defect.ProbeOverlooksChange, "write-probe"),
        (Defect.ProbeLosesOne, "write-probe"),
        (Defect.NativeDropsPage, "native-query"),
        (Defect.NativeIgnoresLimit, "native-query"),
        (Defect.NativeConcatenates, "native-query"),
        (Defect.NativeErrorIsUnknown, "native-query"),
        (Defect.NativeCursorBeginsAnew, "native-query"),
        (Defect.NativeMayWrite, "dry-run-zero-mutation"),
        (Defect.ReplacesObject, "schema-edit"),
        (Defect.IgnoresDifference, "schema-edit"),
        (Defect.ForgetsField, "schema-edit"),
        (Defect.ForgetsMandatory, "schema-edit"),
        (Defect.AlwaysCreated, "schema-edit"),
        (Defect.BulkWritesAtOnce, "bulk-write"),
        (Defect.BulkShuffles, "bulk-write"),
        (Defect.BulkLosesOutcome, "bulk-write"),
        (Defect.BulkHidesRefusal, "bulk-write"),
        (Defect.BulkForgetsJob, "bulk-write"),
        (Defect.BulkRenamesJob, "bulk-write"),
        (Defect.BulkNeverEnds, "bulk-write"),
        (Defect.BulkBeginsAnew, "bulk-write"),
        (Defect.OperationTakesAnything, "operations"),
        (Defect.OperationThrowsRaw, "operations"),
        (Defect.OperationBreaksSchema, "operations"),
        (Defect.OperationReadsAndWrites, "operations"),
        (Defect.OperationNotIdempotent, "operations"),
        (Defect.UpsertInserts, "examples-run"),
    ];

    /// <summary>The same for a driver that does not speak HTTP: its faults and lost answers come from the adapter's hooks.</summary>
    private static readonly (Defect Defect, string Check)[] OtherTransport =
    [
        (Defect.EverythingIsUnknown, "fault-matrix"),
        (Defect.ServerErrorIsPermanent, "fault-matrix"),
        (Defect.StaysBroken, "fault-matrix"),
        (Defect.NoSuggestions, "fault-matrix"),
        (Defect.ResendsInsert, "retry-only-if-safe"),
        (Defect.LostIsFailed, "retry-only-if-safe"),
        (Defect.MiscountsCalls, "telemetry-contract"),
        (Defect.DescribesEachObject, "discover-large"),
        (Defect.MissesLateCommits, "incremental-boundary"),
    ];

    [Fact]
    public async Task Every_check_catches_its_sabotaged_drivers()
    {
        var lines = new StringBuilder("check | sabotage | verdict\n");
        var survived = new List<string>();
        foreach (var (defect, name, own) in Table.Select(row => (row.Defect, row.Check, false)).Concat(OtherTransport.Select(row => (row.Defect, row.Check, true))))
        {
            var check = ConformanceChecks.Get(name);
            var result = await ConformanceRunner.RunAsync(new ReferenceAdapter(defect, own), check, OptionsFor(defect, own), TestContext.Current.CancellationToken);
            var killed = result.Status == ConformanceStatus.Failed;
            lines.Append(check.Id).Append(' ').Append(name).Append(" | ").Append(defect).Append(own ? " without HTTP" : "").Append(" | ").AppendLine(killed ? "killed: " + result.Message : "SURVIVED: " + result);
            if (!killed)
                survived.Add($"{defect} survived {name}");
        }

        var all = Table.Length + OtherTransport.Length;
        TestContext.Current.TestOutputHelper!.WriteLine($"{lines}mutation score: {all - survived.Count} of {all} killed, {(all - survived.Count) * 100 / all} %");
        Assert.Empty(survived);
    }

    [Fact]
    public void Every_hermetic_check_has_a_sabotaged_driver() =>
        Assert.Empty(ConformanceChecks.All.Where(check => check.Tier == ConformanceTier.Hermetic && !Table.Any(row => row.Check == check.Name)).Select(check => check.Name));

    [Fact]
    public void Every_defect_is_caught_by_some_check() =>
        Assert.Equal(Enum.GetValues<Defect>().Where(defect => defect != Defect.None), Table.Select(row => row.Defect).Distinct().Order());

    /// <summary>A driver that hangs costs its deadline; the memory check needs many records only where pages are kept.</summary>
    private static ConformanceOptions OptionsFor(Defect defect, bool ownTransport) => new()
    {
        Manifest = ownTransport ? ReferenceManifest.WithoutHttp : null,
        ManyObjects = 1_200,
        Deadline = defect is Defect.NeverYields or Defect.BlocksTheThread ? TimeSpan.FromSeconds(1) : TimeSpan.FromSeconds(60),
        ManyRecords = defect == Defect.BuffersAll ? 4_000 : 20_000,
    };
}
