namespace IntegrationAgent.Agent.State.Sql;

/// <summary>The tables in SQLite, step by step; the same tables and columns as <see cref="PostgresSchema"/>, which a test compares.</summary>
internal static class SqliteSchema
{
    public static IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE runs (
          id TEXT PRIMARY KEY, series TEXT NOT NULL, state TEXT NOT NULL, format INTEGER NOT NULL, attempt INTEGER NOT NULL,
          subject_hash TEXT NOT NULL, approval_id TEXT, slot TEXT, not_before INTEGER,
          lease_owner TEXT, lease_until INTEGER, fence INTEGER NOT NULL,
          now INTEGER NOT NULL, seed INTEGER NOT NULL, counts TEXT NOT NULL, code TEXT, message TEXT,
          created_at INTEGER NOT NULL, started_at INTEGER, updated_at INTEGER NOT NULL, finished_at INTEGER
        ) STRICT;
        CREATE UNIQUE INDEX runs_slot ON runs (series, slot) WHERE slot IS NOT NULL;
        CREATE INDEX runs_series ON runs (series, created_at);
        CREATE INDEX runs_open ON runs (state) WHERE state IN ('created', 'running');
        CREATE INDEX runs_approval ON runs (approval_id) WHERE approval_id IS NOT NULL;
        CREATE TABLE effects (
          run_id TEXT NOT NULL REFERENCES runs (id), step TEXT NOT NULL, batch INTEGER NOT NULL, status TEXT NOT NULL,
          attempt INTEGER NOT NULL, fence INTEGER NOT NULL, connection TEXT NOT NULL, object TEXT NOT NULL, verb TEXT NOT NULL,
          records INTEGER NOT NULL, intent_digest TEXT NOT NULL, keys BLOB NOT NULL, correlation TEXT NOT NULL, handle TEXT NOT NULL,
          counts TEXT NOT NULL, outcome_digest TEXT NOT NULL, code TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
          PRIMARY KEY (run_id, step, batch)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX effects_open ON effects (run_id, status) WHERE status IN ('intended', 'in_doubt');
        CREATE TABLE checkpoints (
          run_id TEXT NOT NULL REFERENCES runs (id), step TEXT NOT NULL, position TEXT NOT NULL, cursor TEXT, updated_at INTEGER NOT NULL,
          PRIMARY KEY (run_id, step)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE cursors (
          series TEXT NOT NULL, step TEXT NOT NULL, value TEXT NOT NULL, run_id TEXT NOT NULL, updated_at INTEGER NOT NULL,
          PRIMARY KEY (series, step)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE approvals (
          id TEXT PRIMARY KEY, series TEXT NOT NULL, subject_hash TEXT NOT NULL, state TEXT NOT NULL,
          requester BLOB NOT NULL, approver BLOB NOT NULL, reason BLOB NOT NULL, self_approved INTEGER NOT NULL, page_hash TEXT NOT NULL,
          decided_at INTEGER NOT NULL, not_before INTEGER, execute_by INTEGER NOT NULL, max_runs INTEGER NOT NULL, spent INTEGER NOT NULL, seal BLOB NOT NULL
        ) STRICT;
        CREATE INDEX approvals_series ON approvals (series, decided_at);
        CREATE TABLE quarantine (
          id INTEGER PRIMARY KEY AUTOINCREMENT, run_id TEXT NOT NULL REFERENCES runs (id), series TEXT NOT NULL, step TEXT NOT NULL, batch INTEGER NOT NULL,
          key BLOB NOT NULL, payload BLOB NOT NULL, code TEXT NOT NULL, field TEXT NOT NULL, reason TEXT NOT NULL,
          outcome TEXT, created_at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX quarantine_open ON quarantine (series, id) WHERE outcome IS NULL;
        CREATE TABLE discovery (
          connection TEXT NOT NULL, name TEXT NOT NULL, etag TEXT NOT NULL, value BLOB NOT NULL, expires_at INTEGER NOT NULL,
          PRIMARY KEY (connection, name)
        ) STRICT;
        CREATE TABLE results (id TEXT PRIMARY KEY, kind TEXT NOT NULL, value BLOB NOT NULL, expires_at INTEGER NOT NULL) STRICT;
        CREATE TABLE idempotency (
          scope TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires_at INTEGER NOT NULL,
          PRIMARY KEY (scope, key)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE personal_keys (scope TEXT PRIMARY KEY, wrapped BLOB NOT NULL) STRICT;
        CREATE TABLE audit (
          seq INTEGER PRIMARY KEY, type TEXT NOT NULL, subject TEXT NOT NULL, canonical TEXT NOT NULL, prev BLOB NOT NULL, hash BLOB NOT NULL
        ) STRICT;
        CREATE INDEX audit_subject ON audit (subject, type);
        CREATE TABLE audit_head (
          one INTEGER PRIMARY KEY CHECK (one = 1), store TEXT NOT NULL, key TEXT NOT NULL, seq INTEGER NOT NULL, hash BLOB NOT NULL,
          frontier BLOB NOT NULL, checkpoint INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE audit_open (
          pair TEXT PRIMARY KEY, seq INTEGER NOT NULL, owner TEXT NOT NULL, type TEXT NOT NULL, actor TEXT NOT NULL, subject TEXT NOT NULL
        ) STRICT;
        CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append only'); END;
        CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append only'); END;
        """,
        """
        CREATE TABLE audit_checkpoints (size INTEGER PRIMARY KEY, line TEXT NOT NULL) STRICT;
        CREATE TABLE store_seal (one INTEGER PRIMARY KEY CHECK (one = 1), workspace_key TEXT NOT NULL) STRICT;
        """,
        """
        CREATE TABLE schedules (
          series TEXT PRIMARY KEY, cron TEXT NOT NULL, time_zone TEXT NOT NULL, overlap TEXT NOT NULL, since INTEGER NOT NULL, handled INTEGER
        ) STRICT;
        """,
        "ALTER TABLE runs ADD COLUMN retry_of TEXT",
    ];
}
