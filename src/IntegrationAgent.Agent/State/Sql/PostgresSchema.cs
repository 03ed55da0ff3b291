namespace IntegrationAgent.Agent.State.Sql;

/// <summary>The tables in PostgreSQL, step by step; the same tables and columns as <see cref="SqliteSchema"/>, which a test compares.</summary>
internal static class PostgresSchema
{
    public static IReadOnlyList<string> Steps { get; } =
    [
        """
        CREATE TABLE runs (
          id TEXT PRIMARY KEY, series TEXT NOT NULL, state TEXT NOT NULL, format BIGINT NOT NULL, attempt BIGINT NOT NULL,
          subject_hash TEXT NOT NULL, approval_id TEXT, slot TEXT, not_before BIGINT,
          lease_owner TEXT, lease_until BIGINT, fence BIGINT NOT NULL,
          now BIGINT NOT NULL, seed BIGINT NOT NULL, counts TEXT NOT NULL, code TEXT, message TEXT,
          created_at BIGINT NOT NULL, started_at BIGINT, updated_at BIGINT NOT NULL, finished_at BIGINT
        );
        CREATE UNIQUE INDEX runs_slot ON runs (series, slot) WHERE slot IS NOT NULL;
        CREATE INDEX runs_series ON runs (series, created_at);
        CREATE INDEX runs_open ON runs (state) WHERE state IN ('created', 'running');
        CREATE INDEX runs_approval ON runs (approval_id) WHERE approval_id IS NOT NULL;
        CREATE TABLE effects (
          run_id TEXT NOT NULL REFERENCES runs (id), step TEXT NOT NULL, batch BIGINT NOT NULL, status TEXT NOT NULL,
          attempt BIGINT NOT NULL, fence BIGINT NOT NULL, connection TEXT NOT NULL, object TEXT NOT NULL, verb TEXT NOT NULL,
          records BIGINT NOT NULL, intent_digest TEXT NOT NULL, keys BYTEA NOT NULL, correlation TEXT NOT NULL, handle TEXT NOT NULL,
          counts TEXT NOT NULL, outcome_digest TEXT NOT NULL, code TEXT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
          PRIMARY KEY (run_id, step, batch)
        );
        CREATE INDEX effects_open ON effects (run_id, status) WHERE status IN ('intended', 'in_doubt');
        CREATE TABLE checkpoints (
          run_id TEXT NOT NULL REFERENCES runs (id), step TEXT NOT NULL, position TEXT NOT NULL, cursor TEXT, updated_at BIGINT NOT NULL,
          PRIMARY KEY (run_id, step)
        );
        CREATE TABLE cursors (
          series TEXT NOT NULL, step TEXT NOT NULL, value TEXT NOT NULL, run_id TEXT NOT NULL, updated_at BIGINT NOT NULL,
          PRIMARY KEY (series, step)
        );
        CREATE TABLE approvals (
          id TEXT PRIMARY KEY, series TEXT NOT NULL, subject_hash TEXT NOT NULL, state TEXT NOT NULL,
          requester BYTEA NOT NULL, approver BYTEA NOT NULL, reason BYTEA NOT NULL, self_approved BIGINT NOT NULL, page_hash TEXT NOT NULL,
          decided_at BIGINT NOT NULL, not_before BIGINT, execute_by BIGINT NOT NULL, max_runs BIGINT NOT NULL, spent BIGINT NOT NULL, seal BYTEA NOT NULL
        );
        CREATE INDEX approvals_series ON approvals (series, decided_at);
        CREATE TABLE quarantine (
          id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, run_id TEXT NOT NULL REFERENCES runs (id), series TEXT NOT NULL, step TEXT NOT NULL,
          batch BIGINT NOT NULL, key BYTEA NOT NULL, payload BYTEA NOT NULL, code TEXT NOT NULL, field TEXT NOT NULL, reason TEXT NOT NULL,
          outcome TEXT, created_at BIGINT NOT NULL
        );
        CREATE INDEX quarantine_open ON quarantine (series, id) WHERE outcome IS NULL;
        CREATE TABLE discovery (
          connection TEXT NOT NULL, name TEXT NOT NULL, etag TEXT NOT NULL, value BYTEA NOT NULL, expires_at BIGINT NOT NULL,
          PRIMARY KEY (connection, name)
        );
        CREATE TABLE results (id TEXT PRIMARY KEY, kind TEXT NOT NULL, value BYTEA NOT NULL, expires_at BIGINT NOT NULL);
        CREATE TABLE idempotency (
          scope TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, expires_at BIGINT NOT NULL,
          PRIMARY KEY (scope, key)
        );
        CREATE TABLE personal_keys (scope TEXT PRIMARY KEY, wrapped BYTEA NOT NULL);
        CREATE TABLE audit (
          seq BIGINT PRIMARY KEY, type TEXT NOT NULL, subject TEXT NOT NULL, canonical TEXT NOT NULL, prev BYTEA NOT NULL, hash BYTEA NOT NULL
        );
        CREATE INDEX audit_subject ON audit (subject, type);
        CREATE TABLE audit_head (
          one BIGINT PRIMARY KEY CHECK (one = 1), store TEXT NOT NULL, key TEXT NOT NULL, seq BIGINT NOT NULL, hash BYTEA NOT NULL,
          frontier BYTEA NOT NULL, checkpoint BIGINT NOT NULL
        );
        CREATE TABLE audit_open (
          pair TEXT PRIMARY KEY, seq BIGINT NOT NULL, owner TEXT NOT NULL, type TEXT NOT NULL, actor TEXT NOT NULL, subject TEXT NOT NULL
        );
        CREATE FUNCTION audit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the audit is append only'; END $$;
        CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_append_only();
        """,
        """
        CREATE TABLE audit_checkpoints (size BIGINT PRIMARY KEY, line TEXT NOT NULL);
        CREATE TABLE store_seal (one BIGINT PRIMARY KEY CHECK (one = 1), workspace_key TEXT NOT NULL);
        """,
        """
        CREATE TABLE schedules (
          series TEXT PRIMARY KEY, cron TEXT NOT NULL, time_zone TEXT NOT NULL, overlap TEXT NOT NULL, since BIGINT NOT NULL, handled BIGINT
        );
        """,
        "ALTER TABLE runs ADD COLUMN retry_of TEXT",
    ];
}
