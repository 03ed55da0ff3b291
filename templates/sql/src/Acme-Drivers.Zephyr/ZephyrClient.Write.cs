using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Authoring;
using Microsoft.Data.Sqlite;

namespace Acme_Drivers.Zephyr;

public sealed partial class ZephyrClient
{
    /// <inheritdoc />
    public Task<WriteResponse> WriteAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Records.Count == 0)
            return Task.FromResult(new WriteResponse { Outcomes = [] });
        return RunAsync((connection, token) => Write(connection, request, token), cancellationToken);
    }

    /// <summary>One transaction for the page: what is acknowledged is on disk, and a fault leaves nothing behind.</summary>
    private static WriteResponse Write(SqliteConnection connection, WriteRequest request, CancellationToken cancellationToken)
    {
        var table = new SchemaReader(connection).Require(request.Object);
        var columns = Columns(request, table);
        var key = request.Mode == WriteMode.Insert ? [] : Key(request, table);
        var outcomes = new List<WriteOutcome>(request.Records.Count);
        using var transaction = connection.BeginTransaction(deferred: false);
        var write = new RecordWrite(connection, transaction, table, columns, key);
        foreach (var record in request.Records)
        {
            cancellationToken.ThrowIfCancellationRequested();
            outcomes.Add(write.Run(request.Mode, record));
        }

        if (request.AllOrNone && outcomes.Any(outcome => outcome.Status == WriteStatus.Failed))
        {
            var undone = new DriverError { Code = DriverErrorCode.Conflict, Message = "Another record of the same write failed. Correct that one." };
            return new WriteResponse { Outcomes = [.. outcomes.Select(outcome => outcome.Status == WriteStatus.Failed ? outcome : WriteOutcome.Failed(undone))], Calls = 1 };
        }

        transaction.Commit();
        return new WriteResponse { Outcomes = outcomes, Calls = 1 };
    }

    private static Column[] Columns(WriteRequest request, Table table)
    {
        if (table.IsView)
            throw new DriverException(DriverErrorCode.Unsupported, "A view cannot be written. Write its tables.") { Target = table.Name };
        return [.. request.Records.Schema.Fields.Select(field => table.Find(field.Name) ?? throw SqlErrors.FieldNotFound(table, field.Name, table.Columns.Select(column => column.Name)))];
    }

    private static int[] Key(WriteRequest request, Table table)
    {
        var positions = request.KeyFields.Select(request.Records.Schema.IndexOf).ToArray();
        var names = request.KeyFields.ToHashSet(StringComparer.Ordinal);
        var isKey = request.KeyFields is [var one] ? table.Find(one)?.IsUnique == true : table.Key.Count > 0 && names.SetEquals(table.Key.Select(column => column.Name));
        if (isKey && positions.All(position => position >= 0))
            return positions;
        throw new DriverException(DriverErrorCode.InvalidValue, $"The key must be a unique column of '{table.Name}' that the records have. Take one of the suggestions.")
        {
            Target = request.KeyFields.Count == 0 ? table.Name : request.KeyFields[0],
            Suggestions = NearestNames.Find(request.KeyFields.Count == 0 ? table.Name : request.KeyFields[0], table.Columns.Where(column => column.IsUnique).Select(column => column.Name)),
        };
    }
}
