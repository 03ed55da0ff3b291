namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

/// <summary>What is wrong with a sabotaged driver; each is one mistake that authors make.</summary>
public enum Defect
{
    None,

    // Misbehaviour of any kind.
    ThrowsInConstructor, NullClient, NullList, NullStream, NeverYields, YieldsForEver, ThrowsRaw, BlocksTheThread,

    // Connecting.
    ProvesNothing, HidesRefusal, ForgetsWho, RepeatsRefusal, SecondDisposeThrows, HidesScope,

    // Discovery.
    ServerOrder, CachesForEver, LosesTypes, DanglingRelationship, ForgetsRelationship, CaseSensitiveSearch, DescribesEachObject, ListsFirstThousand, CutsDescription,

    // Values.
    EmptyBecomesNull, DecimalThroughDouble, Int64ThroughDouble, ShiftsOffset, WritesNullAsEmpty, TrimsOnWrite,

    // Reading.
    WrongFieldOrder, WrongNullability, RepeatsKey, NamesNoKey, DropsLastPage, StopsAfterFirstPage, RepeatsPage, WrongTotal, NoStopReason,
    SwallowsFault, LimitIsExhausted, LimitOffByOne, BudgetIsExhausted, CursorSkips, FollowsLoops, SkipsExpiredPage, LongFilterThrowsRaw, PagesByOffset, StopsAtFirstTotal,

    // Changes.
    TimeBoundary, PositionAhead, IgnoresDeletes, ReadsAllAgain, AcceptsAnyPosition, MissesLateCommits,

    // Filters.
    NullEqualsNothing, ConcatenatesFilter, DropsNot,

    // Limits.
    IgnoresRetryAfter, WaitsForEver, QuotaIsAuthentication, SleepsOnQuota, HammersOn429, IgnoresBudget, IgnoresWindow, MiscountsCalls, ForgetsRepeats, WriteCostsNothing, LogsSentences,

    // Faults.
    GarbageIsEmpty, EverythingIsUnknown, ServerErrorIsPermanent, FollowsRedirect, NoSuggestions, StaysBroken, TimeoutIsCancellation,

    // Writing.
    ResendsInsert, LostIsFailed, OutcomesShuffled, PartialThrows, AllOrNoneIgnored, UpsertInserts, ClearsAbsent, DeleteTwiceFails, TouchesOnRead, DryRunCreates,

    // Probing.
    ProbeSaysAbsent, ProbeSaysUnknown, ProbeSaysApplied, ProbeShuffles, ProbeWrites, ProbeOverlooksChange, ProbeLosesOne,

    // Native queries.
    NativeDropsPage, NativeIgnoresLimit, NativeConcatenates, NativeErrorIsUnknown, NativeCursorBeginsAnew, NativeMayWrite,

    // Creating objects.
    ReplacesObject, IgnoresDifference, ForgetsField, ForgetsMandatory, AlwaysCreated,

    // Bulk jobs.
    BulkWritesAtOnce, BulkShuffles, BulkLosesOutcome, BulkHidesRefusal, BulkForgetsJob, BulkRenamesJob, BulkNeverEnds, BulkBeginsAnew,

    // Operations.
    OperationTakesAnything, OperationThrowsRaw, OperationBreaksSchema, OperationReadsAndWrites, OperationNotIdempotent,

    // Cancelling, memory, secrets, threads, tokens.
    IgnoresCancellation, ConvertsCancellation, CancelsLate, DeafInCalls, DeafBetweenPages, BuffersAll, KeepsPages, LeaksToken, LeaksContent, LogsSecret, LogsBase64, TracesSecret, SharesState, RefreshesEach, LosesRotation,
}
