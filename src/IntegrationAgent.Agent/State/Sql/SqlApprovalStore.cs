using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Secrets;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>Decisions of persons, in a SQL database.</summary>
internal sealed class SqlApprovalStore(StateDatabase database, PersonalKeys personalKeys, WorkspaceKey workspaceKey) : IApprovalStore
{
    private const int ShortestReason = 10;

    private const string Columns =
        "id, series, subject_hash, state, requester, approver, reason, self_approved, page_hash, decided_at, not_before, execute_by, max_runs, spent, seal";

    private readonly byte[] sealing = workspaceKey.Derive("approvals");

    public Task<ApprovalRecord> DecideAsync(ApprovalDecision decision, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return database.WriteAsync(session => Decide(session, decision), cancellationToken);
    }

    public async Task<ApprovalRecord> RequireAsync(string series, string subjectHash, CancellationToken cancellationToken)
    {
        try
        {
            return await database.ReadAsync(session => Require(session, series, subjectHash), cancellationToken).ConfigureAwait(false);
        }
        catch (AgentException exception) when (exception.Code.StartsWith("E-APR-", StringComparison.Ordinal))
        {
            await RecordDenialAsync(series, subjectHash, exception.Code, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }

    public Task RevokeAsync(string approvalId, string actor, CancellationToken cancellationToken) => database.WriteAsync(
        session =>
        {
            var changed = session.Execute("UPDATE approvals SET state = 'revoked' WHERE id = $1 AND state = 'approved'", approvalId);
            if (changed == 0)
                throw StateErrors.Approval(StateErrorCodes.ApprovalMissing, "There is no approval of that id that could be taken back.", "List them with: intagent runs");
            return session.Audit(new AuditEvent
            {
                Type = AuditEventTypes.ApprovalRevoked,
                Actor = "user",
                Subject = approvalId,
                Personal = new Dictionary<string, string> { ["by"] = actor },
                PersonalScope = Scope(approvalId),
            });
        },
        cancellationToken);

    public Task<IReadOnlyList<ApprovalRecord>> ListAsync(string series, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ApprovalRecord>>(session => [.. Rows(session, series).Select(row => Record(session, row))], cancellationToken);

    /// <summary>Counts one run of an approval within the transaction that creates the run.</summary>
    internal void Spend(StateSession session, string approvalId, string series, string subjectHash, string runId)
    {
        var row = session.Find(ApprovalRow.Map, $"SELECT {Columns} FROM approvals WHERE id = $1", approvalId)
            ?? throw StateErrors.Approval(StateErrorCodes.ApprovalMissing, "There is no such approval.", "Run: intagent approve <integration> --reason \"…\"");
        if (row.Series != series || row.SubjectHash != subjectHash)
            throw Mismatch(row.Series == series ? row.SubjectHash : "of another integration", subjectHash);
        if (Refusal(session, row) is { } refusal)
            throw refusal;
        session.Execute("UPDATE approvals SET spent = $1 WHERE id = $2", SpentBy(session, row) + 1, approvalId);
        session.Audit(new AuditEvent
        {
            Type = AuditEventTypes.ApprovalSpent,
            Subject = approvalId,
            Data = new Dictionary<string, string> { ["run"] = runId, ["subjectHash"] = subjectHash },
        });
    }

    internal Task RecordDenialAsync(string series, string subjectHash, string code, CancellationToken cancellationToken) => database.WriteAsync(
        session => session.Audit(new AuditEvent
        {
            Type = AuditEventTypes.ApprovalMismatch,
            Subject = series,
            Phase = AuditPhase.Denied,
            Data = new Dictionary<string, string> { ["code"] = code, ["subjectHash"] = subjectHash },
        }),
        cancellationToken);

    private static string Scope(string approvalId) => "approval:" + approvalId;

    private static bool SamePerson(string left, string right) =>
        string.Equals(left.Trim().ToUpperInvariant(), right.Trim().ToUpperInvariant(), StringComparison.Ordinal);

    private static void Check(ApprovalDecision decision, DateTimeOffset now)
    {
        if (decision.Reason.Trim().Length < (decision.Approved ? ShortestReason : 1))
        {
            throw StateErrors.Approval(
                StateErrorCodes.ApprovalReason,
                $"A decision needs a reason, an approval one of at least {ShortestReason} characters.",
                "Say why this is right, for those who read it in a year: --reason \"…\"");
        }

        if (string.IsNullOrWhiteSpace(decision.Approver) || string.IsNullOrWhiteSpace(decision.Requester))
            throw StateErrors.Approval(StateErrorCodes.ApprovalSelf, "A decision names who asked and who decided.", "Set INTAGENT_USER, or use --as.");
        if (decision.Approved && !decision.SingleUser && SamePerson(decision.Requester, decision.Approver))
        {
            throw StateErrors.Approval(
                StateErrorCodes.ApprovalSelf,
                "Who asked for it cannot approve it.",
                "Let another person approve, or set policy.singleUser in intagent.json; every report will say so.");
        }

        if (now > decision.ApproveBy)
            throw StateErrors.Approval(StateErrorCodes.ApprovalLate, "The time to decide about this plan is over.", "Run: intagent dry-run <integration>, and approve the new plan.");
        if (decision.MaxRuns < 1 || decision.ExecuteBy <= now || decision.NotBefore >= decision.ExecuteBy)
            throw StateErrors.Approval(StateErrorCodes.ApprovalLimits, "The approval would carry no run: its times or its number of runs leave none.", "Give --until a later time and --runs at least 1.");
    }

    private static AgentException Mismatch(string approved, string found) => StateErrors.Approval(
        StateErrorCodes.ApprovalMismatch,
        $"What would run ({Short(found)}) is not what was approved ({Short(approved)}).",
        "Script, drivers, permissions, schema or policy changed. Run: intagent dry-run <integration>, then approve the new plan.");

    private static string Short(string hash) => hash.Length > 12 && hash.All(char.IsAsciiHexDigit) ? hash[..12] : hash;

    private static List<ApprovalRow> Rows(StateSession session, string series) =>
        session.List(ApprovalRow.Map, $"SELECT {Columns} FROM approvals WHERE series = $1 ORDER BY decided_at DESC, id DESC", series);

    // The row's own number could be set back by whoever can write the database; the runs and the audit remember.
    private static int SpentBy(StateSession session, ApprovalRow row)
    {
        var runs = session.Count("SELECT count(*) FROM runs WHERE approval_id = $1", row.Id);
        var events = session.Count("SELECT count(*) FROM audit WHERE subject = $1 AND type = $2", row.Id, AuditEventTypes.ApprovalSpent);
        return checked((int)Math.Max(row.Spent, Math.Max(runs, events)));
    }

    private static bool IsRevoked(StateSession session, ApprovalRow row) =>
        row.State == ApprovalState.Revoked
        || session.Count("SELECT count(*) FROM audit WHERE subject = $1 AND type = $2", row.Id, AuditEventTypes.ApprovalRevoked) > 0;

    private ApprovalRecord Decide(StateSession session, ApprovalDecision decision)
    {
        Check(decision, session.Now);
        var id = StateId.New(session.Now);
        byte[] Personal(string text, string purpose) => personalKeys.Seal(session, Scope(id), Encoding.UTF8.GetBytes(text.Trim()), purpose);
        var row = new ApprovalRow
        {
            Id = id,
            Series = decision.Series,
            SubjectHash = decision.SubjectHash,
            State = decision.Approved ? ApprovalState.Approved : ApprovalState.Rejected,
            Requester = Personal(decision.Requester, "requester"),
            Approver = Personal(decision.Approver, "approver"),
            Reason = Personal(decision.Reason, "reason"),
            SelfApproved = SamePerson(decision.Requester, decision.Approver),
            PageHash = decision.PageHash,
            DecidedAt = session.NowMilliseconds,
            NotBefore = decision.NotBefore?.ToUnixTimeMilliseconds(),
            ExecuteBy = decision.ExecuteBy.ToUnixTimeMilliseconds(),
            MaxRuns = decision.MaxRuns,
            Spent = 0,
        };
        session.Execute(
            $"INSERT INTO approvals ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14)",
            row.Id,
            row.Series,
            row.SubjectHash,
            ApprovalRow.Name(row.State),
            row.Requester,
            row.Approver,
            row.Reason,
            row.SelfApproved ? 1 : 0,
            row.PageHash,
            row.DecidedAt,
            row.NotBefore,
            row.ExecuteBy,
            row.MaxRuns,
            row.ComputeSeal(sealing));
        session.Audit(new AuditEvent
        {
            Type = decision.Approved ? AuditEventTypes.ApprovalGranted : AuditEventTypes.ApprovalRejected,
            Actor = "user",
            Subject = id,
            Data = new Dictionary<string, string>
            {
                ["series"] = row.Series,
                ["subjectHash"] = row.SubjectHash,
                ["pageHash"] = row.PageHash,
                ["selfApproved"] = row.SelfApproved ? "true" : "false",
                ["executeBy"] = AuditEncoding.FormatTime(decision.ExecuteBy),
                ["maxRuns"] = row.MaxRuns.ToString(CultureInfo.InvariantCulture),
            },
            Personal = new Dictionary<string, string> { ["requester"] = decision.Requester, ["approver"] = decision.Approver, ["reason"] = decision.Reason },
            PersonalScope = Scope(id),
        });
        return Record(session, row);
    }

    private ApprovalRecord Require(StateSession session, string series, string subjectHash)
    {
        var rows = Rows(session, series);
        var same = rows.Where(row => row.SubjectHash == subjectHash).ToArray();
        if (same.Length == 0)
        {
            throw rows.FirstOrDefault(row => row.State == ApprovalState.Approved) is { } other
                ? Mismatch(other.SubjectHash, subjectHash)
                : StateErrors.Approval(
                    StateErrorCodes.ApprovalMissing, $"Nobody has approved '{series}'.", $"Run: intagent approve {series} --reason \"…\"");
        }

        var usable = same.FirstOrDefault(row => Refusal(session, row) is null);
        return usable is not null ? Record(session, usable) : throw Refusal(session, same[0])!;
    }

    private AgentException? Refusal(StateSession session, ApprovalRow row)
    {
        const string Again = "Run: intagent dry-run <integration>, then intagent approve <integration> --reason \"…\"";
        if (!CryptographicOperations.FixedTimeEquals(row.ComputeSeal(sealing), row.Seal))
            return StateErrors.Approval(StateErrorCodes.ApprovalSeal, "The approval was changed after it was given, or was not given by this program.", "Run: intagent audit verify; then approve anew.");
        if (row.State == ApprovalState.Rejected)
            return StateErrors.Approval(StateErrorCodes.ApprovalRejected, "A person has rejected exactly this.", "Change the script or the request, and ask again.");
        if (IsRevoked(session, row))
            return StateErrors.Approval(StateErrorCodes.ApprovalRevoked, "The approval was taken back.", Again);
        if (row.NotBefore > session.NowMilliseconds)
            return StateErrors.Approval(StateErrorCodes.ApprovalEarly, $"The approval begins at {AuditEncoding.FormatTime(StateTime.From(row.NotBefore.Value))}.", "Run it then.");
        if (row.ExecuteBy < session.NowMilliseconds)
            return StateErrors.Approval(StateErrorCodes.ApprovalExpired, $"The approval ended at {AuditEncoding.FormatTime(StateTime.From(row.ExecuteBy))}.", Again);
        if (SpentBy(session, row) >= row.MaxRuns)
            return StateErrors.Approval(StateErrorCodes.ApprovalSpent, $"The approval was for {row.MaxRuns} run(s), and they were run.", Again + ", with --runs N for more than one.");
        return null;
    }

    private ApprovalRecord Record(StateSession session, ApprovalRow row)
    {
        string? Open(byte[] value, string purpose) =>
            personalKeys.Open(session, Scope(row.Id), value, purpose) is { } plain ? Encoding.UTF8.GetString(plain) : null;
        return new ApprovalRecord
        {
            Id = row.Id,
            Series = row.Series,
            SubjectHash = row.SubjectHash,
            State = IsRevoked(session, row) ? ApprovalState.Revoked : row.State,
            Requester = Open(row.Requester, "requester"),
            Approver = Open(row.Approver, "approver"),
            Reason = Open(row.Reason, "reason"),
            SelfApproved = row.SelfApproved,
            PageHash = row.PageHash,
            DecidedAt = StateTime.From(row.DecidedAt),
            NotBefore = StateTime.From(row.NotBefore),
            ExecuteBy = StateTime.From(row.ExecuteBy),
            MaxRuns = row.MaxRuns,
            Spent = SpentBy(session, row),
        };
    }
}
