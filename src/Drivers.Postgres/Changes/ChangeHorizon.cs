using System.Globalization;
using Npgsql;

namespace IntegrationAgent.Drivers.Postgres.Changes;

/// <summary>Where the server's transactions stand before a read: every one that is older than the oldest of them has ended, and no crash can undo that.</summary>
/// <param name="Origin">The server, its history since it was last restored or replaced, and the database.</param>
/// <param name="Oldest">The oldest transaction that is still under way; the next one where there is none.</param>
/// <param name="Next">The next transaction to begin.</param>
internal sealed record ChangeHorizon(string Origin, ulong Oldest, ulong Next)
{
    public static async Task<ChangeHorizon> ReadAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);

        // These names are of every version from 12 on. A standby has only what its primary has kept; after it was promoted, the name of its log tells of its new
        // history before its control file does.
        using var command = new NpgsqlCommand(
            "SELECT s.system_identifier::text || '/' || CASE WHEN pg_catalog.pg_is_in_recovery() THEN c.timeline_id"
            + " ELSE ('x' || pg_catalog.substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_insert_lsn()), 1, 8))::bit(32)::int4 END || '/' || d.oid::text, pg_catalog.txid_snapshot_xmin(t.snapshot), pg_catalog.txid_snapshot_xmax(t.snapshot),"
            + " CASE WHEN pg_catalog.pg_is_in_recovery() THEN NULL ELSE pg_catalog.pg_current_wal_insert_lsn() END::text,"
            + " (SELECT w.setting::float8 / 1000 FROM pg_catalog.pg_settings AS w WHERE w.name = 'wal_writer_delay')"
            + " FROM pg_catalog.pg_control_system() AS s, pg_catalog.pg_control_checkpoint() AS c, pg_catalog.pg_database AS d, (SELECT pg_catalog.txid_current_snapshot() AS snapshot) AS t"
            + " WHERE d.datname = pg_catalog.current_database()",
            connection);
        ChangeHorizon horizon;
        string? written;
        double delay;
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            horizon = new ChangeHorizon(reader.GetString(0), unchecked((ulong)reader.GetInt64(1)), unchecked((ulong)reader.GetInt64(2)));
            delay = reader.GetDouble(4);
            written = await reader.IsDBNullAsync(3, cancellationToken).ConfigureAwait(false) ? null : reader.GetString(3);
        }

        if (written is not null)
            await WaitAsync(connection, written, delay, cancellationToken).ConfigureAwait(false);
        return horizon;
    }

    /// <summary>
    /// The condition that a transaction is this one or a later one. Their numbers go round after four thousand million: one is later than another when it is less
    /// than half of that ahead. The first three are no transactions.
    /// </summary>
    public static string IsFrom(string transaction, uint first) =>
        string.Create(CultureInfo.InvariantCulture, $"({transaction} > 2 AND (({transaction} - {first} + 4294967296) & 4294967295) < 2147483648)");

    /// <summary>
    /// Waits until the server has kept its log up to here, or for three times the pause of its writer: by then it has kept the end of every transaction that had
    /// ended. The number of one whose end is not kept would be given out again after a crash, and lie behind the horizon.
    /// </summary>
    private static async Task WaitAsync(NpgsqlConnection connection, string written, double delay, CancellationToken cancellationToken)
    {
        const int Looks = 13, LooksInDelay = 4;
        using var command = new NpgsqlCommand("SELECT CASE WHEN pg_catalog.pg_current_wal_flush_lsn() >= $1::text::pg_lsn THEN true ELSE pg_catalog.pg_sleep($2) IS NULL END", connection)
        {
            Parameters = { new NpgsqlParameter { Value = written }, new NpgsqlParameter { Value = delay / LooksInDelay } },
        };
        for (var look = 0; look < Looks && await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is not true; look++)
        {
        }
    }
}
