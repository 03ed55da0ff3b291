using System.Runtime.CompilerServices;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Sqlite.Native;
using IntegrationAgent.Drivers.Sqlite.Query;
using IntegrationAgent.Drivers.Sqlite.Schema;
using IntegrationAgent.Drivers.Sqlite.Values;
using SQLitePCL;

namespace IntegrationAgent.Drivers.Sqlite;

public sealed partial class SqliteClient
{
    /// <inheritdoc />
    public IAsyncEnumerable<RecordPage> QueryNativeAsync(NativeQueryRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Cursor is not null)
            throw new DriverException(DriverErrorCode.Unsupported, "A native query cannot be continued. Order it by a key and filter on that.");
        return QueryNativeCoreAsync(request, cancellationToken);
    }

    private async IAsyncEnumerable<RecordPage> QueryNativeCoreAsync(NativeQueryRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(disposed != 0, this);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, disposing.Token);
        var reader = Rent();
        PageStream? stream = null;
        try
        {
            while (true)
            {
                var page = await Task.Run(
                    () =>
                    {
                        stream ??= StartNative(reader, request, linked.Token);
                        var more = stream.Fill(0, request.Limit, linked.Token);
                        return stream.Take(more ? null : request.Limit is { } most && stream.Count >= most ? StopReason.Limit : StopReason.Exhausted, null, null);
                    },
                    linked.Token).ConfigureAwait(false);
                Interlocked.Increment(ref calls);
                yield return page;
                if (page.StopReason is not null)
                    yield break;
            }
        }
        finally
        {
            stream?.Dispose();
            Return(reader);
        }
    }

    private static PageStream StartNative(Reader reader, NativeQueryRequest request, CancellationToken cancellationToken)
    {
        using var ending = reader.Database.EndOn(cancellationToken);
        RequireRead(request.Text);
        Statement? statement = null;
        try
        {
            statement = reader.Database.PrepareSingle(request.Text);
            if (!statement.IsReadOnly)
                throw NotRead();
            Bind(statement, request.Parameters);
            var onRow = statement.Step();
            var schema = new RecordSchema(Enumerable.Range(0, statement.ColumnCount).Select(column => Field(statement, column, onRow)));
            var stream = new PageStream(reader.Database, statement, schema, reader.IsUtf8, null);
            stream.Adopt(onRow);
            return stream;
        }
        catch (DriverException) when (cancellationToken.IsCancellationRequested)
        {
            statement?.Dispose();
            throw new OperationCanceledException(cancellationToken);
        }
        catch (ArgumentException)
        {
            statement?.Dispose();
            throw new DriverException(DriverErrorCode.InvalidQuery, "Two columns of the result have one name. Name them with AS.");
        }
        catch
        {
            statement?.Dispose();
            throw;
        }
    }

    /// <summary>The connection cannot write; but ATTACH and PRAGMA count as reading, and are no queries.</summary>
    private static void RequireRead(string text)
    {
        var rest = text.AsSpan().TrimStart();
        while (rest.StartsWith("--") || rest.StartsWith("/*"))
        {
            var end = rest.StartsWith("--") ? rest.IndexOf('\n') : rest.IndexOf("*/") is var at and >= 0 ? at + 1 : -1;
            rest = end < 0 ? [] : rest[(end + 1)..].TrimStart();
        }

        var length = 0;
        while (length < rest.Length && char.IsAsciiLetter(rest[length]))
            length++;
        if (rest[..length].ToString().ToUpperInvariant() is not ("SELECT" or "WITH" or "VALUES"))
            throw NotRead();
    }

    private static DriverException NotRead() =>
        new(DriverErrorCode.InvalidQuery, "A native query reads: send one SELECT, WITH … SELECT or VALUES statement. Use upsert, insert, update or delete to write.");

    private static void Bind(Statement statement, IReadOnlyDictionary<string, RecordValue> parameters)
    {
        for (var index = 1; index <= statement.ParameterCount; index++)
        {
            var name = statement.ParameterName(index)?[1..];
            if (name is null || !parameters.TryGetValue(name, out var value))
                throw new DriverException(DriverErrorCode.InvalidQuery, $"The parameter {name ?? "?"} of the query has no value. Name it :name and give one.") { Target = name };
            Loose(value).Bind(statement, index);
        }
    }

    /// <summary>A parameter belongs to no column: it is stored as its own type would be.</summary>
    private static StoredValue Loose(RecordValue value)
    {
        var column = new Column { Name = "parameter", Declared = DeclaredType.Parse(DeclaredType.For(new FieldSchema { Name = "parameter", Type = value.Type })) };
        return ValueEncoder.TryEncode(value, column, out var problem) ?? throw new DriverException(DriverErrorCode.InvalidValue, $"A parameter has no form in SQLite: {problem}");
    }

    private static RecordField Field(Statement statement, int column, bool onRow)
    {
        var declared = statement.DeclaredType(column);
        var type = declared.Length > 0
            ? DeclaredType.Parse(declared).Type
            : onRow
                ? statement.Type(column) switch
                {
                    raw.SQLITE_INTEGER => FieldType.Int64,
                    raw.SQLITE_FLOAT => FieldType.Double,
                    raw.SQLITE_BLOB => FieldType.Binary,
                    _ => FieldType.String,
                }
                : FieldType.String;
        return new RecordField { Name = statement.ColumnName(column), Type = type };
    }
}
