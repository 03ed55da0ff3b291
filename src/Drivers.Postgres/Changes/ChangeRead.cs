using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Connect;
using IntegrationAgent.Drivers.Postgres.Query;
using IntegrationAgent.Drivers.Postgres.Schema;
using Npgsql;

namespace IntegrationAgent.Drivers.Postgres.Changes;

/// <summary>
/// One read of changes under way: the rows that a transaction has written which was not visible when the read before took its snapshot. A moment in a column
/// cannot tell that: it is taken when a transaction begins, and the row is seen when it commits, which may be hours later. Every row names the transaction that
/// wrote it (<c>xmin</c>), and every snapshot names the oldest one that was still under way: what is written by that one or a later one is read again.
/// </summary>
internal sealed class ChangeRead : IDisposable
{
    /// <summary>Numbers of transactions are compared in a circle of which they may cover one half.</summary>
    private const ulong Half = 1ul << 31;

    private readonly PageStream stream;
    private readonly SeenRows seen;
    private readonly ChangePosition position;

    private ChangeRead(PageStream stream, SeenRows seen, ChangePosition position)
    {
        this.stream = stream;
        this.seen = seen;
        this.position = position;
    }

    public static async Task<ChangeRead> StartAsync(
        NpgsqlDataSource source, CopyQuery copy, ChangesRequest request, PostgresConnection settings, TableCache tables, bool checkText, CancellationToken cancellationToken)
    {
        var horizon = await ChangeHorizon.ReadAsync(source, cancellationToken).ConfigureAwait(false);
        var connection = await copy.BeginAsync(cancellationToken).ConfigureAwait(false);
        var schema = new SchemaReader(connection, settings.Schema, tables);
        var table = await schema.RequireAsync(request.Object, cancellationToken).ConfigureAwait(false);
        Require(table, request);
        var origin = $"{horizon.Origin}/{await TableOriginAsync(connection, table, cancellationToken).ConfigureAwait(false)}";
        var before = request.Since is null ? null : ChangePosition.Parse(request.Since, table.Name);
        if (before is not null)
            RequireFollowed(before, table, origin, horizon.Next);

        // A read that goes on behind a row leaves the rows before it to the next one, from where it began itself.
        var goesOn = before is { After.Count: > 0 };
        var since = goesOn ? before!.Since : before?.Horizon;
        var position = new ChangePosition(origin, since, goesOn ? before!.Horizon : horizon.Oldest, [], []);
        var sql = await QuerySql.BuildAsync(schema, Query(table, request, since), cancellationToken).ConfigureAwait(false);
        if (goesOn && before!.After.Count != sql.Order.Count)
            throw ChangePosition.Expired(table.Name, "is of a table with another key");
        var text = sql.SelectChanges(since is { } first ? unchecked((uint)first) : null, goesOn ? new Cursor("", null, before!.After) : null);
        await copy.SetAsync(sql.Values, cancellationToken).ConfigureAwait(false);
        var seen = new SeenRows(unchecked((uint)position.Horizon!.Value), before?.Seen);
        var stream = new PageStream(
            await copy.StartAsync(text, cancellationToken).ConfigureAwait(false),
            sql.Schema,
            [.. sql.Selected.Select(column => column.Column.Type), ColumnType.Of(PgTypes.Int8, 0, -1, "bigint")],
            [.. sql.Selected.Select(column => column.Column.Name), "xmin"],
            sql.Order,
            request.PageSize,
            settings.Infinity,
            checkText,
            seen);
        try
        {
            await stream.StartAsync(cancellationToken).ConfigureAwait(false);
            return new ChangeRead(stream, seen, position);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public async Task<ChangePage> NextAsync(CancellationToken cancellationToken)
    {
        var more = await stream.FillAsync(null, cancellationToken).ConfigureAwait(false);
        return new ChangePage
        {
            Changed = stream.Take(more ? null : StopReason.Exhausted, cursor: null),
            Position = (more
                ? position with { After = stream.LastKeys, Seen = seen.ToBytes(all: true) }
                : position with { Since = null, Seen = seen.ToBytes(all: false) }).ToString(),
        };
    }

    public void Dispose() => stream.Dispose();

    /// <summary>The table and its partitions: one that is attached brings rows that were written long before.</summary>
    private static async Task<string> TableOriginAsync(NpgsqlConnection connection, Table table, CancellationToken cancellationToken)
    {
        const int Digits = 16;
        using var command = new NpgsqlCommand(
            "WITH RECURSIVE parts AS (SELECT i.inhrelid FROM pg_catalog.pg_inherits AS i WHERE i.inhparent = $1"
            + " UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits AS i JOIN parts AS p ON i.inhparent = p.inhrelid)"
            + " SELECT pg_catalog.string_agg(inhrelid::text, ',' ORDER BY inhrelid) FROM parts",
            connection)
        {
            Parameters = { new NpgsqlParameter { Value = table.Oid, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Oid } },
        };
        var own = table.Oid.ToString(CultureInfo.InvariantCulture);
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is string parts
            ? $"{own}/{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(parts)))[..Digits]}"
            : own;
    }

    private static void Require(Table table, ChangesRequest request)
    {
        if (!table.HasChanges)
            throw Refused(table, $"The rows of {Names.Short(table.Name)} do not say when they changed: it is no table of this database, or has no key that is never null. Read all of it instead.");
        if (request.DeletesOnly)
            throw Refused(table, "PostgreSQL keeps no deletes that could be read. Compare the keys of source and target instead.");
        if (request is { Since: null, SinceTime: not null } && table.ChangeField is null)
            throw Refused(table, $"{Names.Short(table.Name)} has no column that says when a row changed. Ask without a time.");
    }

    /// <summary>Refuses a position that this server's transactions do not continue.</summary>
    private static void RequireFollowed(ChangePosition before, Table table, string origin, ulong next)
    {
        if (before.Origin != origin)
            throw ChangePosition.Expired(table.Name, "is of another table or other partitions of it, or the server was restored or replaced since");
        if (before.Horizon > next || before.Since > next || (before.After.Count > 0 && before.Horizon is null))
            throw ChangePosition.Expired(table.Name, "is of the future");
        if (next - (before.Since ?? before.Horizon ?? next) >= Half)
            throw ChangePosition.Expired(table.Name, "is too old: more than two thousand million transactions have begun since");
    }

    private static QueryRequest Query(Table table, ChangesRequest request, ulong? since)
    {
        var keys = table.UniqueKeys[0].Where(key => !request.Fields.Any(field => table.Find(field)?.Name == key));
        var filter = since is null && request is { Since: null, SinceTime: { } moment }
            ? Filter.Compare(table.ChangeField!, ComparisonOperator.Greater, RecordValue.From(moment))
            : null;
        return new QueryRequest
        {
            Object = request.Object,
            Fields = [.. keys, .. request.Fields],
            Filter = filter is null ? request.Filter : request.Filter is null ? filter : Filter.And(filter, request.Filter),
            PageSize = request.PageSize,
        };
    }

    private static DriverException Refused(Table table, string message) => new(DriverErrorCode.Unsupported, message) { Scope = ErrorScope.Object, Target = table.Name };
}
