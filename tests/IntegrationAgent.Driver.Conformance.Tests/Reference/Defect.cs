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
    ServerOrder, CachesForEver, LosesTypes, DanglingRelationship, ForgetsRelationship, CaseSensitiveSearch,

    // Values.
    EmptyBecomesNull, DecimalThroughDouble, Int64ThroughDouble, ShiftsOffset, WritesNullAsEmpty, TrimsOnWrite,

    // Reading.
    WrongFieldOrder, WrongNullability, RepeatsKey, NamesNoKey, DropsLastPage, StopsAfterFirstPage, RepeatsPage, WrongTotal, NoStopReason,
    SwallowsFault, LimitIsExhausted, LimitOffByOne, BudgetIsExhausted, CursorSkips, FollowsLoops, SkipsExpiredPage, LongFilterThrowsRaw,

    // Changes.
    TimeBoundary, PositionAhead, IgnoresDeletes, ReadsAllAgain, AcceptsAnyPosition,

    // Filters.
    NullEqualsNothing, ConcatenatesFilter, DropsNot,

    // Limits.
    IgnoresRetryAfter, WaitsForEver, QuotaIsAuthentication, SleepsOnQuota, HammersOn429, IgnoresBudget, IgnoresWindow, MiscountsCalls,

    // Faults.
    GarbageIsEmpty, EverythingIsUnknown, ServerErrorIsPermanent, FollowsRedirect, NoSuggestions, StaysBroken, TimeoutIsCancellation,

    // Writing.
    ResendsInsert, LostIsFailed, OutcomesShuffled, PartialThrows, AllOrNoneIgnored, UpsertInserts, ClearsAbsent, DeleteTwiceFails, TouchesOnRead, DryRunCreates,

    // Cancelling, memory, secrets, threads, tokens.
    IgnoresCancellation, ConvertsCancellation, CancelsLate, DeafInCalls, DeafBetweenPages, BuffersAll, KeepsPages, LeaksToken, LeaksContent, LogsSecret, LogsBase64, TracesSecret, SharesState, RefreshesEach, LosesRotation,
}
