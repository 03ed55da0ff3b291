using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Schema;
using Npgsql;

namespace IntegrationAgent.Drivers.Postgres.Write;

/// <summary>The staging table and the statements for records that have the same fields. Lives as long as its session.</summary>
internal sealed class WriteShape : IDisposable
{
    private const int MostWanted = 1_024;
    private readonly Table table;
    private readonly WriteMode mode;
    private readonly string stage;
    private readonly StageColumn[] keys;
    private readonly StageColumn[] values;
    private NpgsqlCommand? write;
    private readonly bool canAppend;
    private NpgsqlCommand? compare;
    private NpgsqlCommand? plain;
    private bool isMade;
    private int createdInRow;
    private int wantedInRow = 1;

    public WriteShape(Table table, WriteMode mode, IReadOnlyList<StageColumn> columns, int number)
    {
        this.table = table;
        this.mode = mode;
        stage = string.Create(CultureInfo.InvariantCulture, $"pg_temp.intagent_stage_{number}");
        keys = [.. columns.Where(column => column.IsKey)];
        values = [.. columns.Where(column => !column.IsKey)];

        // Keys first: their bytes are together in a row.
        Columns = [.. keys, .. values];
        Missing = mode is WriteMode.Upsert or WriteMode.Insert
            ? [.. table.Columns.Where(column => column.Required && !columns.Any(own => own.Column == column)).Select(column => column.Name)]
            : [];
        canAppend = TellsCreated && Columns.All(column => column.IsStoredAsStaged);
    }

    /// <summary>The columns in the order of the staging table.</summary>
    public IReadOnlyList<StageColumn> Columns { get; }

    public int KeyCount => keys.Length;

    /// <summary>What a new row must have and these records have not: they can only change what is there.</summary>
    public IReadOnlyList<string> Missing { get; }

    /// <summary>Whether records are looked up and changed, and never created.</summary>
    public bool OnlyUpdates => mode == WriteMode.Update || (mode == WriteMode.Upsert && Missing.Count > 0);

    /// <summary>Whether the staging table holds records of this transaction.</summary>
    public bool HasRecords { get; set; }

    /// <summary>Whether the statement takes the number of staged records, and tells no places where all of them were created.</summary>
    public bool TellsCreated => mode == WriteMode.Upsert && !OnlyUpdates && values.Length > 0 && table.Kind == 'r';

    public string CopySql => $"COPY {stage} (ord{string.Concat(Columns.Select((_, at) => $", c{at}"))}) FROM STDIN (FORMAT binary)";

    /// <summary>
    /// Whether records go into the table itself first: the pages before held nothing but new ones. That costs the server half of the work of the staging table and
    /// of looking for each key beforehand; each time that it was in vain it is tried half as often.
    /// </summary>
    public bool MayAppend => canAppend && createdInRow >= wantedInRow;

    public string AppendSql => $"COPY {table.Quoted} ({string.Join(", ", Columns.Select(column => column.Column.Quoted))}) FROM STDIN (FORMAT binary)";

    public string TruncateSql => $"TRUNCATE {stage}";

    /// <summary>Makes the staging table, outside of any transaction.</summary>
    public async Task MakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (isMade)
            return;
        var columns = string.Concat(Columns.Select((column, at) => $", c{at} {column.StageType}"));
        using var command = new NpgsqlCommand($"CREATE TEMPORARY TABLE {stage} (ord integer NOT NULL{columns}) ON COMMIT DELETE ROWS", connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        isMade = true;
    }

    /// <summary>The statement that writes what is staged. Its one row: places of created, of changed, and of missing records; any may be null.</summary>
    public async Task<NpgsqlCommand> WriteCommandAsync(NpgsqlConnection connection, int staged, CancellationToken cancellationToken)
    {
        write ??= await PrepareAsync(WriteSql(), connection, TellsCreated, cancellationToken).ConfigureAwait(false);
        if (TellsCreated)
            ((NpgsqlParameter<long>)write.Parameters[0]).TypedValue = staged;
        return write;
    }

    /// <summary>The statement that compares what is staged with what is there. Its one row: places of the same, and of missing records.</summary>
    public async Task<NpgsqlCommand> CompareCommandAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        compare ??= await PrepareAsync(
            $"SELECT pg_catalog.array_agg(s.ord) FILTER (WHERE {Present} AND NOT ({DiffersFromStage()})), pg_catalog.array_agg(s.ord) FILTER (WHERE NOT ({Present})) FROM {stage} AS s LEFT JOIN {table.Quoted} AS t ON {SameKey("t")}",
            connection,
            counted: false,
            cancellationToken).ConfigureAwait(false);

    /// <summary>Takes into account what a page of these records was.</summary>
    public void Wrote(bool allCreated) => createdInRow = allCreated ? createdInRow + 1 : 0;

    /// <summary>Records were not stored by copying them into the table.</summary>
    public void Refused()
    {
        createdInRow = 0;
        wantedInRow = Math.Min(wantedInRow * 2, MostWanted);
    }

    /// <summary>
    /// Whether a copy into the table stores each record as it is, once for each key: the types are those that the records were encoded for, the key is unique,
    /// and neither a trigger, a rule nor a policy has a say.
    /// </summary>
    public async Task<bool> IsPlainAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (plain is null)
        {
            var command = new NpgsqlCommand(CatalogSql.IsPlain, connection);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table.Quoted });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. Columns.Select(column => column.Column.Name)] });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. Columns.Select(column => column.Column.Type.Native)] });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. keys.Select(key => key.Column.Name)] });
            plain = command;
            await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }

        return await plain.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true;
    }

    /// <summary>The statement that tries one cast alone, to find which field a record fails by.</summary>
    public string CastSql(int at) => $"SELECT pg_catalog.count({Columns[at].Value($"s.c{at}")}) FROM {stage} AS s";

    public void Dispose()
    {
        write?.Dispose();
        compare?.Dispose();
        plain?.Dispose();
    }

    private static async Task<NpgsqlCommand> PrepareAsync(string sql, NpgsqlConnection connection, bool counted, CancellationToken cancellationToken)
    {
        var command = new NpgsqlCommand(sql, connection);
        try
        {
            if (counted)
                command.Parameters.Add(new NpgsqlParameter<long>());
            await command.PrepareAsync(cancellationToken).ConfigureAwait(false);
            return command;
        }
        catch
        {
            command.Dispose();
            throw;
        }
    }

    private string Present => $"t.{keys[0].Column.Quoted} IS NOT NULL";

    private string WriteSql() => mode switch
    {
        WriteMode.Insert => $"WITH w AS ({Insert()} RETURNING 1) SELECT NULL::int4[], NULL::int4[], NULL::int4[], pg_catalog.count(*) FROM w",
        WriteMode.Delete => $"WITH w AS (DELETE FROM {table.Quoted} AS t USING {stage} AS s WHERE {SameKey("t")} RETURNING s.ord) SELECT NULL::int4[], pg_catalog.array_agg(w.ord), NULL::int4[], pg_catalog.count(*) FROM w",
        _ when OnlyUpdates => UpdateSql(),
        _ => UpsertSql(),
    };

    /// <summary>
    /// One statement for the batch. What neither was created nor changed had these values already. Where it takes the number of staged records and tells no places,
    /// all that were written were created.
    /// </summary>
    private string UpsertSql()
    {
        var conflict = $"ON CONFLICT ({string.Join(", ", keys.Select(key => key.Column.Quoted))})";
        if (values.Length == 0)
            return $"WITH w AS ({Insert()} {conflict} DO NOTHING RETURNING {Keys("t")}) SELECT pg_catalog.array_agg(s.ord), NULL::int4[], NULL::int4[], pg_catalog.count(*) FROM w JOIN {stage} AS s ON {SameKey("w")}";
        var set = string.Join(", ", values.Select(column => $"{column.Column.Quoted} = excluded.{column.Column.Quoted}"));
        var differs = string.Join(" OR ", values.Select(column => $"{column.Column.Distinct($"t.{column.Column.Quoted}")} IS DISTINCT FROM {column.Column.Distinct($"excluded.{column.Column.Quoted}")}"));

        // A row that was there carries the lock of this statement; one that was not has none. Rows of partitions and of other servers do not tell.
        if (table.Kind != 'r')
        {
            return $"""
                WITH w AS ({Insert()} {conflict} DO UPDATE SET {set} WHERE {differs} RETURNING {Keys("t")}),
                     o AS (SELECT s.ord, NOT EXISTS (SELECT 1 FROM {table.Quoted} AS t WHERE {SameKey("t")}) AS created FROM w JOIN {stage} AS s ON {SameKey("w")})
                SELECT pg_catalog.array_agg(o.ord) FILTER (WHERE o.created), pg_catalog.array_agg(o.ord) FILTER (WHERE NOT o.created), NULL::int4[], pg_catalog.count(*) FROM o
                """;
        }

        // Which records they were is found only where they were not all created: a subquery of a branch that is not taken is not run.
        return $"""
            WITH w AS ({Insert()} {conflict} DO UPDATE SET {set} WHERE {differs} RETURNING {Keys("t")}, (t.xmax = 0) AS created),
                 n AS MATERIALIZED (SELECT pg_catalog.count(*) FILTER (WHERE w.created) AS created, pg_catalog.count(*) AS written FROM w),
                 o AS MATERIALIZED (SELECT s.ord, w.created FROM w JOIN {stage} AS s ON {SameKey("w")})
            SELECT CASE WHEN n.created < $1 THEN (SELECT pg_catalog.array_agg(o.ord) FILTER (WHERE o.created) FROM o) END,
                   CASE WHEN n.created < n.written THEN (SELECT pg_catalog.array_agg(o.ord) FILTER (WHERE NOT o.created) FROM o) END,
                   NULL::int4[], n.written FROM n
            """;
    }

    private string UpdateSql()
    {
        var missing = $"(SELECT pg_catalog.array_agg(s.ord) FROM {stage} AS s WHERE NOT EXISTS (SELECT 1 FROM {table.Quoted} AS t WHERE {SameKey("t")}))";
        if (values.Length == 0)
            return $"SELECT NULL::int4[], NULL::int4[], {missing}, 0::int8";
        var set = string.Join(", ", values.Select((column, at) => $"{column.Column.Quoted} = {column.Value(Staged(at + keys.Length))}"));
        return $"WITH w AS (UPDATE {table.Quoted} AS t SET {set} FROM {stage} AS s WHERE {SameKey("t")} AND ({DiffersFromStage()}) RETURNING s.ord) SELECT NULL::int4[], pg_catalog.array_agg(w.ord), {missing}, pg_catalog.count(*) FROM w";
    }

    private string Insert()
    {
        if (Columns.Count == 0)
            return $"INSERT INTO {table.Quoted} AS t DEFAULT VALUES";
        var overriding = Columns.Any(column => column.Column.IdentityAlways) ? " OVERRIDING SYSTEM VALUE" : "";

        // A temporary table that was just filled, or emptied and filled, is read in the order of its records: sessions do not share the scan of one.
        var staged = string.Join(", ", Columns.Select((column, at) => column.IsCast ? column.Value(Staged(at)) : Staged(at)));
        return $"INSERT INTO {table.Quoted} AS t ({string.Join(", ", Columns.Select(column => column.Column.Quoted))}){overriding} SELECT {staged} FROM {stage} AS s";
    }

    private string DiffersFromStage() => values.Length == 0
        ? "false"
        : string.Join(" OR ", values.Select((column, at) => $"{column.Column.Distinct($"t.{column.Column.Quoted}")} IS DISTINCT FROM {column.Column.Distinct(column.Value(Staged(at + keys.Length)))}"));

    private string SameKey(string alias) => string.Join(" AND ", keys.Select((key, at) => $"{alias}.{key.Column.Quoted} = {key.Value(Staged(at))}"));

    private string Keys(string alias) => string.Join(", ", keys.Select(key => $"{alias}.{key.Column.Quoted}"));

    private static string Staged(int at) => string.Create(CultureInfo.InvariantCulture, $"s.c{at}");
}
