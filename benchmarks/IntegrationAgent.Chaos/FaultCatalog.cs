using System.Text;

namespace IntegrationAgent.Chaos;

/// <summary>One fault that a run can meet, and what shows that it loses, repeats and hangs nothing.</summary>
/// <param name="Id">F01 to F40.</param>
/// <param name="Fault">What goes wrong.</param>
/// <param name="Expected">What must come of it.</param>
/// <param name="Invariants">Those of the page that it is held against.</param>
/// <param name="Tests">Tests that show it besides the rig, as <c>Class.Method</c>.</param>
/// <param name="Gap">What is not shown; null for nothing.</param>
internal sealed record CataloguedFault(string Id, string Fault, string Expected, string Invariants, string[] Tests, string? Gap = null)
{
    /// <summary>The faults of the rig that make it.</summary>
    public IEnumerable<FaultKind> Kinds => FaultKinds.All.Where(kind => kind.Faults.Contains(Id));
}

/// <summary>The list of faults, and the table of <c>docs/faults.md</c>.</summary>
internal static class FaultCatalog
{
    public static IReadOnlyList<CataloguedFault> All { get; } =
    [
        new("F01", "the agent is killed before its claim is durable", "the run can be claimed at once on the same machine, else when the lease has passed", "I1 I5", ["StateProcessesTests.A_kill_at_a_point_loses_nothing_and_repeats_nothing_that_was_answered"]),
        new("F02", "the agent is killed after its claim, before the script runs", "claimed again with the next attempt", "I1 I5", ["ScheduleWorkerTests.A_run_whose_worker_died_is_gone_on_with_and_not_begun_again"]),
        new("F03", "the agent is killed after an intent, before the call", "in doubt; sent once", "I1 I2 I4", ["EffectLedgerTests.A_batch_without_answer_is_in_doubt_after_a_resume_with_its_keys"]),
        new("F04", "the agent is killed after the target accepted, before the acknowledgement", "found by the probe or repeated by key; no second effect", "I2 I4", ["LostAnswerTests.After_a_resume_the_batch_in_doubt_is_probed_and_not_sent_again"]),
        new("F05", "the acknowledgement's commit is ambiguous", "told by reading the effect again", "I2 I3 I4", ["EffectLedgerTests.The_same_answer_twice_counts_once"]),
        new("F06", "the agent is killed between batches, at the last state, at an audit checkpoint", "the next batch is the next; the last state is written once; the checkpoint is published again", "I1 I3 I6", ["AuditVerifierTests.A_half_written_checkpoint_is_noted_repaired_and_recorded"]),
        new("F07", "the script's or a driver's process is killed", "the run stops with its checkpoint and is resumed", "I1 I2 I6", []),
        new("F08", "a process freezes past its lease and wakes", "another has taken over; the writes of the first are refused by the fence", "I5", ["StateProcessesTests.A_process_that_froze_past_its_lease_cannot_write_when_it_wakes"]),
        new("F09", "a process pauses, shorter than its lease", "nobody takes over; the run goes on", "I5 I6", ["RunStoreTests.A_heartbeat_keeps_the_lease"]),
        new("F10", "a connection is reset in the middle of a batch", "unknown, then repeated by key or probed", "I1 I2", ["LostAnswerTests.What_was_applied_is_acknowledged_and_only_what_is_absent_is_sent_again"]),
        new("F11", "the target applied, and its answer is lost", "as F04", "I2 I4", ["WriteTests.A_lost_answer_repeats_an_upsert_and_leaves_an_insert_unknown"]),
        new("F12", "a connection is open and dead, or answers a byte at a time", "no hang: it goes on, or ends at a timeout with the checkpoint kept", "I6", ["DriverHttpTests.A_call_without_an_answer_times_out", "DriverHostTests.A_driver_that_never_answers_ends_at_the_timeout"]),
        new("F13", "some records of a batch are refused", "they are set aside with a reason, the rest is written", "I1 I2", ["BadInputTests.Each_bad_record_of_a_batch_fails_alone_and_the_rest_is_written"]),
        new("F14", "a bulk job leaves records unprocessed", "every record has its outcome, and what was not processed is sent again once", "I1 I2", ["BulkWriteTests.Every_record_has_its_outcome_in_the_order_of_the_input", "BulkWriteTests.A_write_goes_on_in_another_process_and_sends_nothing_twice"]),
        new("F15", "the access token expires in the middle", "renewed once, the same call again", "I1 I2", ["ConnectTests.An_expired_session_is_renewed_once_for_parallel_calls"]),
        new("F16", "the credential is refused in the middle", "a person is needed, the checkpoint is kept, the run goes on afterwards", "I1 I6", ["OAuthTests.Reused_refresh_token_kills_the_grant"]),
        new("F17", "the source says 429, or its daily allowance is used up", "waited for within the budget; a used-up day ends the run with its checkpoint", "I6", ["DriverHttpTests.An_unsafe_call_that_was_refused_with_429_is_repeated_after_the_wait", "LimitTests.A_read_stops_at_the_reserve_and_goes_on_where_it_stood", "ConnectTests.The_daily_limit_ends_a_query_without_a_wait"]),
        new("F18", "the source answers 5xx, or is gone for a while", "repeated, or stopped with the checkpoint", "I1 I6", ["ConnectTests.Faults_of_the_edge_are_waited_out", "CrashTests.A_source_that_goes_away_leaves_a_checkpoint_and_the_run_is_resumed_when_it_is_back"]),
        new("F19", "clocks differ, are set back, or change to summer time", "leases follow the database's clock; a local time fires once", "I5", ["PostgresStoreTests.A_machine_whose_clock_is_days_ahead_takes_no_lease_over", "CronScheduleTests.A_change_of_the_clock_neither_repeats_nor_loses_a_slot"]),
        new("F20", "no space is left for state, audit or target", "nothing happens that could not be recorded; it goes on when there is space", "I1 I4", ["SqliteStateProcessesTests.On_a_full_disk_nothing_is_done_and_nothing_is_broken"]),
        new("F21", "the PostgreSQL server crashes, or ends sessions", "repeated or resumed; no acknowledgement is lost", "I1 I2 I4", ["WriteTests.A_crash_of_the_server_is_transient_and_the_next_write_goes_through"]),
        new("F22", "the PostgreSQL server has no connection left", "waited for, or stopped with the checkpoint", "I6", []),
        new("F23", "a trigger fires twice, or two schedulers see one slot", "a slot has one run", "I5", ["PostgresStoreTests.A_slot_has_one_run_whichever_machine_is_first", "ScheduleWorkerTests.Two_workers_that_look_at_once_make_one_run"]),
        new("F24", "nobody worked while slots came due", "they have one run together", "I6", ["ScheduleWorkerTests.Slots_that_were_missed_have_one_run_together"]),
        new("F25", "the run before is still going at the next slot", "skipped or queued by the rule, never beside it", "I5", ["ScheduleWorkerTests.A_slot_whose_predecessor_still_runs_is_skipped_and_recorded", "ScheduleWorkerTests.A_slot_that_queues_has_its_run_when_the_other_ends", "RunStoreTests.Two_runs_of_a_series_are_never_held_at_once"]),
        new("F26", "the schema changes between approval and run", "what is touched: refused before the first write; what is not: no matter", "I2", ["RefusalTests.A_source_field_that_became_something_else_is_refused", "RefusalTests.Target_schema_changed_after_approval_does_not_run"]),
        new("F27", "the schema changes in the middle of a run", "a typed error, a whole ledger, a checkpoint", "I1 I4", ["BadInputTests.A_column_that_went_away_in_the_middle_is_a_change_of_the_schema", "BadInputTests.A_column_that_became_required_in_the_middle_fails_the_records_without_it"]),
        new("F28", "the source changes while it is read", "nothing is lost; what comes twice is absorbed by its key", "I1 I2", ["ChangeModelTests.No_interleaving_loses_or_repeats_a_change", "ChangeTests.Thousands_of_changes_at_one_moment_are_read_whole_from_any_page"]),
        new("F29", "the source answers with nothing, or with less, and without an error", "an anomaly and no success; nothing is deleted", "I1", ["ErrorTableTests.Fewer_records_than_promised_are_incomplete"]),
        new("F30", "a checkpoint cannot be understood", "refused; the checkpoint before it is kept", "I3", ["QueryTests.A_cursor_of_another_query_is_refused"]),
        new("F31", "the audit is cut, changed, or half written", "found and named; only an unacknowledged tail is repaired, and that is recorded", "I4", ["AuditVerifierTests.A_change_names_its_first_event", "AuditVerifierTests.A_half_written_checkpoint_is_noted_repaired_and_recorded"]),
        new("F32", "yesterday's copy of the state is put back", "found; nothing can be written", "I2 I4", ["AuditVerifierTests.An_old_copy_put_back_is_found_and_nothing_can_be_written"]),
        new("F33", "a record is refused each time", "isolated and set aside; the rest proceeds", "I1 I6", ["BadInputTests.Poison_records_among_thousands_are_isolated"]),
        new("F34", "the script meets its limit of memory or time", "its process is ended, the run is resumed from its checkpoint", "I1 I6", ["LimitTests.Attempt_meets_its_limit"]),
        new("F35", "rows of the target are locked", "waited for or repeated, with jitter", "I1 I6", ["WriteTests.Writers_of_the_same_rows_take_turns_and_one_creates", "WriteSafetyTests.Locked_records_of_one_parent_are_sent_again_together"]),
        new("F36", "the target drops writes without a word", "no success: found by its counts or the read-back", "I1 I4", []),
        new("F37", "an older program meets what a newer one wrote", "it leaves it alone", "I5", ["RunStoreTests.A_run_of_a_newer_form_is_never_claimed", "WorkspaceTests.A_store_of_a_newer_form_is_refused"]),
        new("F38", "an answer comes after the lease was lost", "refused by the fence; the new owner reconciles", "I4 I5", ["RunStoreTests.Every_write_under_a_lost_lease_is_refused_and_changes_nothing"]),
        new("F39", "the sink of alerts is down", "runs are not touched; what would have been told stands in the run's state and the audit", "I6", ["TelemetryTests.Run_is_not_touched_by_a_collector_that_is_down"]),
        new("F40", "the provider of a model is down", "authoring ends with a code; approved runs need no model", "I6", ["ModelHttpTests.A_server_that_never_answers_is_left", "ModelHttpTests.A_refusal_of_the_server_ends_with_a_code"]),
    ];

    /// <summary>The table, as the page shows it.</summary>
    public static string Table()
    {
        var text = new StringBuilder("| id | fault | what must come of it | held against | the rig makes it as | shown besides by | lost | duplicated | stuck |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (var fault in All)
        {
            var kinds = Points(fault.Kinds.ToList());
            var result = fault.Gap is null ? "0 | 0 | 0" : "– | – | –";
            text.Append($"| {fault.Id} | {fault.Fault} | {fault.Expected} | {fault.Invariants} | {kinds} | {string.Join(", ", fault.Tests.Select(test => $"`{test}`"))}{fault.Gap} | {result} |\n");
        }

        return text.ToString();
    }

    /// <summary>How the rig makes each fault.</summary>
    public static string Kinds()
    {
        var text = new StringBuilder("| fault of the rig | how it is made | in |\n|---|---|---|\n");
        foreach (var kind in FaultKinds.All)
            text.Append($"| `{kind.Name}` | {kind.How} | {string.Join(", ", kind.Worlds)} |\n");
        return text.ToString();
    }

    private static string Points(IReadOnlyCollection<FaultKind> kinds) => string.Join(", ", kinds.Select(kind => $"`{kind.Name}`"));
}
