using System.Globalization;
using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Changes;
using IntegrationAgent.Drivers.Postgres.Query;
using IntegrationAgent.Drivers.Postgres.Schema;
using Npgsql;

namespace IntegrationAgent.Drivers.Postgres;

public sealed partial class PostgresClient
{
    /// <summary>How many transactions back the 32 bits that a row keeps can tell.</summary>
    private const ulong Horizon = 2_000_000_000;

    /// <inheritdoc />
    public IAsyncEnumerable<ChangePage> GetChangesAsync(ChangesRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.PageSize is < 1)
            throw new ArgumentException("A page size is 1 or more.", nameof(request));

        // Never "none": what PostgreSQL does not keep cannot be reported.
        return request.DeletesOnly
            ? throw new DriverException(DriverErrorCode.CursorExpired, "PostgreSQL keeps no deletes that a query can read. Compare the keys of both sides instead.") { Target = request.Object }
            : ChangesAsync(request, cancellationToken);
    }

    private async IAsyncEnumerable<ChangePage> ChangesAsync(ChangesRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, disposing.Token);
        var copy = new CopyQuery(source);
        await using var closing = copy.ConfigureAwait(false);
        QueryRun? run = null;
        ChangePosition? next = null;
        try
        {
            while (true)
            {
                RecordPage page;
                try
                {
                    if (run is null)
                        (run, next) = await StartChangesAsync(copy, request, linked.Token).ConfigureAwait(false);
                    page = await run.NextAsync(lastCall: false, linked.Token).ConfigureAwait(false);
                }
                catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
                {
                    throw Explain(exception);
                }
                catch (Exception exception) when (IsBroken(exception))
                {
                    throw new OperationCanceledException(cancellationToken);
                }

                Interlocked.Increment(ref calls);

                // Rows come in no order of change: only the end moves the position.
                yield return new ChangePage { Changed = page, Position = page.StopReason is null ? request.Since ?? new ChangePosition(0).ToString() : next!.ToString() };
                if (page.StopReason is not null)
                    yield break;
            }
        }
        finally
        {
            run?.Dispose();
        }
    }

    private async Task<(QueryRun Run, ChangePosition Next)> StartChangesAsync(CopyQuery copy, ChangesRequest request, CancellationToken cancellationToken)
    {
        var since = request.Since is null ? null : ChangePosition.Parse(request.Since);
        var connection = await copy.BeginAsync(cancellationToken).ConfigureAwait(false);
        var table = await new SchemaReader(connection, settings.Schema).RequireAsync(request.Object, cancellationToken).ConfigureAwait(false);
        if (!table.HasXmin)
            throw new DriverException(DriverErrorCode.Unsupported, $"{Names.Short(table.Name)} is no plain table, so its rows do not tell when they changed. Filter on a timestamp instead.") { Target = table.Name };
        var (next, now) = await SnapshotAsync(connection, cancellationToken).ConfigureAwait(false);
        if (since is not null && (since.Transaction > now || now - since.Transaction >= Horizon))
            throw new DriverException(DriverErrorCode.CursorExpired, "The position is too old, or of another server. Read everything again.") { Target = table.Name };
        var filter = request.Filter;
        if (since is null && request.SinceTime is { } time && table.ChangeField is { } field)
        {
            var after = Filter.Compare(field, ComparisonOperator.GreaterOrEqual, RecordValue.From(time));
            filter = filter is null ? after : Filter.And(filter, after);
        }

        // Numbers of 32 bits that begin anew: at or behind the position is within half of the circle.
        var condition = since is null or { Transaction: 0 } ? null : string.Create(
            CultureInfo.InvariantCulture, $"(((t.xmin::text::bigint - {(uint)since.Transaction}) & 4294967295) < 2147483648)");
        var fields = table.RowOrder.Where(key => !request.Fields.Contains(key, StringComparer.OrdinalIgnoreCase)).Concat(request.Fields).ToList();
        var query = new QueryRequest { Object = request.Object, Fields = fields, Filter = filter, PageSize = request.PageSize };
        return (await StartAsync(copy, query, condition, cancellationToken).ConfigureAwait(false), next);
    }

    private static async Task<(ChangePosition Next, ulong Now)> SnapshotAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        using var command = new NpgsqlCommand("SELECT pg_catalog.pg_snapshot_xmin(s)::text, pg_catalog.pg_snapshot_xmax(s)::text FROM pg_catalog.pg_current_snapshot() AS s", connection);
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = reader.ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return (new ChangePosition(ulong.Parse(reader.GetString(0), CultureInfo.InvariantCulture)), ulong.Parse(reader.GetString(1), CultureInfo.InvariantCulture));
    }
}
