using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Errors;
using IntegrationAgent.Drivers.Postgres.Schema;
using IntegrationAgent.Drivers.Postgres.Write;
using Npgsql;

namespace IntegrationAgent.Drivers.Postgres;

public sealed partial class PostgresClient
{
    private const int MostAttempts = 4, LongestWaitMilliseconds = 200;

    /// <inheritdoc />
    public Task<WriteResponse> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return WriteAsync((writer, ends) => WritePageAsync(writer, request, ends), cancellationToken);
    }

    /// <inheritdoc />
    public Task<ProbeResponse> ProbeAsync(ProbeRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return WriteAsync((writer, ends) => ProbePageAsync(writer, request.Write, ends), cancellationToken);
    }

    private async Task<WriteResponse> WritePageAsync(WriteSession writer, WriteRequest request, CancellationToken cancellationToken)
    {
        if (request.Records.Count == 0)
            return new WriteResponse { Outcomes = [] };
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var plan = await writer.PlanAsync(request, cancellationToken).ConfigureAwait(false);
                var batch = new BatchWrite(writer, plan, request.Records);
                await batch.RunAsync(request.AllOrNone, cancellationToken).ConfigureAwait(false);
                Interlocked.Add(ref calls, batch.Calls);
                return new WriteResponse { Outcomes = batch.Outcomes, Calls = batch.Calls };
            }
            catch (PostgresException exception) when (PostgresErrors.IsRace(exception) && attempt < MostAttempts)
            {
                // The transaction was undone as a whole: to repeat it repeats nothing.
                await Task.Delay(Jitter(), context.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException exception)
            {
                // What the statements were made for may have changed.
                writer.Forget();
                throw Denied(exception) ?? (Exception)PostgresErrors.Map(exception, request.Object);
            }
        }
    }

    private static DriverException? Denied(PostgresException exception) =>
        exception.SqlState == PostgresErrorCodes.InsufficientPrivilege && exception.Routine == "RangeVarGetAndCheckCreationNamespace"
            || (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege && exception.Routine is "InitTempTableNamespace")
            ? new DriverException(DriverErrorCode.PermissionDenied, "The role may not create temporary tables, in which records are staged. Ask an administrator to grant TEMPORARY on the database.", exception)
            {
                Scope = ErrorScope.Connection,
                Retry = RetryAdvice.AfterUserAction,
            }
            : null;

    private async Task<ProbeResponse> ProbePageAsync(WriteSession writer, WriteRequest request, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref calls);
        var table = await new SchemaReader(writer.Connection, settings.Schema).RequireAsync(request.Object, cancellationToken).ConfigureAwait(false);
        var keys = request.KeyFields.Count > 0 ? request.KeyFields : table.UniqueKeys.Count > 0 ? table.UniqueKeys[0] : [];

        if (request.Records.Count == 0)
            return new ProbeResponse { Results = [] };

        // A page is one transaction: what is there as it was sent was applied. What is there otherwise may be from before or from someone else.
        if (keys.Count == 0 || !keys.All(key => request.Records.Schema.Fields.Any(field => string.Equals(field.Name, key, StringComparison.OrdinalIgnoreCase))))
            return new ProbeResponse { Results = new ProbeResult[request.Records.Count] };
        var byKey = new WriteRequest
        {
            Object = request.Object,
            Mode = request.Mode == WriteMode.Delete ? WriteMode.Delete : WriteMode.Update,
            KeyFields = keys,
            Records = request.Records,
        };
        var plan = await writer.PlanAsync(byKey, cancellationToken).ConfigureAwait(false);
        return new ProbeResponse { Results = await new BatchWrite(writer, plan, request.Records).ProbeAsync(request.Mode, cancellationToken).ConfigureAwait(false) };
    }

    private TimeSpan Jitter()
    {
        lock (context.Random)
            return TimeSpan.FromMilliseconds(context.Random.Next(10, LongestWaitMilliseconds));
    }
}
