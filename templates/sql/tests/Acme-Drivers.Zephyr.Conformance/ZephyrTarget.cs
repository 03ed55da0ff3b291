using System.Globalization;
using Acme_Drivers.Zephyr.Sample;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Conformance;
using Microsoft.Data.Sqlite;

namespace Acme_Drivers.Zephyr.Conformance;

/// <summary>A sample database, seen from outside of the driver.</summary>
internal sealed class ZephyrTarget : ConformanceTarget
{
    private readonly SampleDatabase database;
    private readonly string folder;
    private List<string> last;
    private long mutations;

    private ZephyrTarget(SampleDatabase database, string folder)
    {
        this.database = database;
        this.folder = folder;
        last = State();
    }

    public override ConnectionSettings Settings => new([new("path", database.Path)]);

    public override IReadOnlyList<RefusedConnection> Refused =>
        [new() { Name = "no such file", Settings = new([new("path", Path.Combine(folder, "missing.db"))]), Code = DriverErrorCode.ConnectionFailed }];

    /// <summary>What goes wrong with a database on this machine.</summary>
    public override IReadOnlyList<ConformanceFault> Faults =>
    [
        new()
        {
            Name = "somebody renames the table",
            Code = DriverErrorCode.ObjectNotFound,
            ArmAsync = (_, _) => ValueTask.FromResult<IAsyncDisposable>(new Meanwhile(database.Path, "ALTER TABLE tickets RENAME TO tickets_gone", "ALTER TABLE tickets_gone RENAME TO tickets")),
        },
//#if (canWrite)
        new()
        {
            Name = "another program holds the database",
            Code = DriverErrorCode.Conflict,
            Retry = RetryAdvice.After,
            Moment = FaultMoment.Write,
            ArmAsync = (_, _) => ValueTask.FromResult<IAsyncDisposable>(new Meanwhile(database.Path, "BEGIN IMMEDIATE", "ROLLBACK")),
        },
//#endif
    ];

    public static ZephyrTarget Start(ConformanceStart start)
    {
        var folder = Directory.CreateTempSubdirectory("zephyr-").FullName;
        var database = SampleDatabase.Create(Path.Combine(folder, "sample.db"));
        Put(database, start.Records);
        return new ZephyrTarget(database, folder);
    }

    public override ValueTask<IReadOnlyList<ConformanceRow>> SnapshotAsync(CancellationToken cancellationToken)
    {
        var columns = Columns();
        using var command = database.Connection.CreateCommand();
        command.CommandText = "SELECT * FROM tickets ORDER BY id";
        using var row = command.ExecuteReader();
        var rows = new List<ConformanceRow>();
        while (row.Read())
            rows.Add(new ConformanceRow(columns.Select((column, i) => KeyValuePair.Create(column.Name, ToValue(column.Declared, row.GetValue(i))))));
        return ValueTask.FromResult<IReadOnlyList<ConformanceRow>>(rows);
    }

    public override ValueTask PutAsync(IReadOnlyList<ConformanceRow> rows, CancellationToken cancellationToken)
    {
        Put(database, rows);
        return ValueTask.CompletedTask;
    }

    public override ValueTask DeleteAsync(IReadOnlyList<ConformanceRow> rows, CancellationToken cancellationToken)
    {
        foreach (var row in rows)
            database.Execute("DELETE FROM tickets WHERE external_id = $key", ("$key", row["external_id"].AsString()));
        return ValueTask.CompletedTask;
    }

    /// <summary>Counted by what differs from the time before.</summary>
    public override ValueTask<long> CountMutationsAsync(CancellationToken cancellationToken)
    {
        var now = State();
        mutations += now.Except(last).Count() + Math.Max(0, last.Count - now.Count);
        last = now;
        return ValueTask.FromResult(mutations);
    }

    public override ValueTask<string?> AddFieldAsync(ConformanceField field, CancellationToken cancellationToken)
    {
        var type = field.Type switch
        {
            FieldType.Boolean => "BOOLEAN",
            FieldType.Int64 => "INTEGER",
            FieldType.Double => "REAL",
            FieldType.Decimal => "DECIMAL_TEXT(18,2)",
            FieldType.Date => "DATE",
            FieldType.Time => "TIME",
            FieldType.Timestamp => "TIMESTAMP",
            FieldType.Uuid => "UUID",
            _ => "TEXT",
        };
        database.Execute($"ALTER TABLE tickets ADD COLUMN \"{field.Name}\" {type}");
        return ValueTask.FromResult<string?>(field.Name);
    }

    public override ValueTask DisposeAsync()
    {
        database.Dispose();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private List<string> State()
    {
        var state = new List<string>();
        foreach (var table in (string[])["sqlite_schema", "customers", "tickets"])
        {
            using var command = database.Connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {table}";
            using var row = command.ExecuteReader();
            var values = new object[row.FieldCount];
            while (row.Read())
            {
                row.GetValues(values);
                state.Add(table + '\u001f' + string.Join('\u001f', values.Select(value => value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture))));
            }
        }

        return state;
    }

    private List<(string Name, string Declared)> Columns()
    {
        using var command = database.Connection.CreateCommand();
        command.CommandText = "SELECT name, type FROM pragma_table_info('tickets') ORDER BY cid";
        using var row = command.ExecuteReader();
        var columns = new List<(string, string)>();
        while (row.Read())
            columns.Add((row.GetString(0), row.GetString(1).Split('(')[0]));
        return columns;
    }

    private static void Put(SampleDatabase database, IReadOnlyList<ConformanceRow> rows)
    {
        using var transaction = database.Connection.BeginTransaction();
        foreach (var row in rows)
        {
            var names = row.Names.ToArray();
            database.Execute(
                $"INSERT INTO tickets ({string.Join(", ", names.Select(name => $"\"{name}\""))}) VALUES ({string.Join(", ", names.Select((_, i) => $"$v{i}"))}) ON CONFLICT (external_id) DO UPDATE SET {string.Join(", ", names.Select(name => $"\"{name}\" = excluded.\"{name}\""))}",
                [.. names.Select((name, i) => ($"$v{i}", FromValue(row[name])))]);
        }

        transaction.Commit();
    }

    private static object FromValue(RecordValue value) => value.IsNull ? DBNull.Value : value.Type switch
    {
        FieldType.Int64 => value.AsInt64(),
        FieldType.Double => value.AsDouble(),
        FieldType.Boolean => value.AsBoolean() ? 1L : 0L,
        FieldType.Time => value.AsTime().ToString("HH:mm:ss.fffffff", CultureInfo.InvariantCulture),
        FieldType.Timestamp => value.AsTimestamp().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
        FieldType.LocalTimestamp => value.AsLocalTimestamp().ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture),
        FieldType.Binary => value.AsBinary(),
        _ => value.ToInvariantString(),
    };

    private static RecordValue ToValue(string declared, object value) => (declared, value) switch
    {
        (_, DBNull) => RecordValue.Null,
        ("BOOLEAN", long flag) => RecordValue.From(flag != 0),
        (_, long number) => RecordValue.From(number),
        (_, double number) => RecordValue.From(number),
        (_, byte[] bytes) => RecordValue.From(bytes),
        ("DECIMAL_TEXT", string number) => RecordValue.FromDecimalText(number),
        ("DATE", string date) => RecordValue.From(DateOnly.Parse(date, CultureInfo.InvariantCulture)),
        ("TIME", string time) => RecordValue.From(TimeOnly.Parse(time, CultureInfo.InvariantCulture)),
        ("TIMESTAMP", string moment) => RecordValue.From(DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)),
        ("DATETIME", string local) => RecordValue.From(DateTime.Parse(local, CultureInfo.InvariantCulture)),
        ("UUID", string id) => RecordValue.From(Guid.Parse(id)),
        ("JSON_TEXT", string json) => RecordValue.FromJson(json),
        (_, string text) => RecordValue.From(text),
        _ => throw new InvalidOperationException($"{value.GetType().Name} is no value of the sample."),
    };

    /// <summary>What another program does, and takes back when this is disposed.</summary>
    private sealed class Meanwhile : IAsyncDisposable
    {
        private readonly SqliteConnection connection;
        private readonly string undo;

        public Meanwhile(string path, string statement, string undo)
        {
            this.undo = undo;
            connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
            connection.Open();
            Execute(statement);
        }

        public ValueTask DisposeAsync()
        {
            Execute(undo);
            return connection.DisposeAsync();
        }

        private void Execute(string statement)
        {
            using var command = connection.CreateCommand();
            command.CommandText = statement;
            command.ExecuteNonQuery();
        }
    }
}
