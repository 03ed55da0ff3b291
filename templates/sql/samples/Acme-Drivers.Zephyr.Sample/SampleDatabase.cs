using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Acme_Drivers.Zephyr.Sample;

/// <summary>The sample database: customers, and tickets with a column of every type. Not thread-safe.</summary>
public sealed class SampleDatabase : IDisposable
{
    private SampleDatabase(string path)
    {
        Path = path;
        Connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        Connection.Open();
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>A connection of its own, past the driver.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>Makes a new database with its tables and five customers; a file that is there is replaced.</summary>
    public static SampleDatabase Create(string path)
    {
        File.Delete(path);
        var database = new SampleDatabase(path);
        database.Execute(
            """
            PRAGMA journal_mode = WAL;
            CREATE TABLE customers (
              id INTEGER PRIMARY KEY,
              external_id VARCHAR(40) NOT NULL UNIQUE,
              name VARCHAR(120) NOT NULL,
              email VARCHAR(120),
              active BOOLEAN,
              credit_limit DECIMAL_TEXT(12,2),
              since DATE
            );
            CREATE TABLE tickets (
              id INTEGER PRIMARY KEY,
              external_id VARCHAR(40) NOT NULL UNIQUE,
              subject VARCHAR(200) NOT NULL,
              status VARCHAR(20) CHECK (status IN ('new', 'open', 'pending', 'solved')),
              priority INTEGER,
              escalated BOOLEAN,
              customer_id INTEGER REFERENCES customers (id),
              cost DECIMAL_TEXT(18,2),
              minutes_spent REAL,
              due_on DATE,
              remind_at TIME,
              opened_at TIMESTAMP,
              local_time DATETIME,
              thread_id UUID,
              details JSON_TEXT,
              attachment BLOB,
              cf_region VARCHAR(40)
            );
            """);
        for (var i = 1; i <= 5; i++)
        {
            database.Execute(
                "INSERT INTO customers (id, external_id, name, email, active, credit_limit, since) VALUES ($id, $key, $name, $email, $active, $limit, '2020-01-05')",
                ("$id", (long)i), ("$key", $"C{i}"), ("$name", $"Customer {i} Ω 東京 🚲"), ("$email", i % 2 == 0 ? DBNull.Value : $"desk{i}@example.com"), ("$active", i % 3 != 0 ? 1L : 0L), ("$limit", $"{i}000.50"));
        }

        return database;
    }

    /// <summary>Adds made-up tickets.</summary>
    public void Fill(int tickets)
    {
        string[] states = ["new", "open", "pending", "solved"];
        var start = new DateTime(2026, 1, 5, 8, 0, 0, DateTimeKind.Utc);
        using var transaction = Connection.BeginTransaction();
        for (var i = 0; i < tickets; i++)
        {
            Execute(
                "INSERT INTO tickets (external_id, subject, status, priority, customer_id, cost, minutes_spent, opened_at, cf_region) VALUES ($key, $subject, $status, $priority, $customer, $cost, $minutes, $opened, $region)",
                ("$key", string.Create(CultureInfo.InvariantCulture, $"T{i:D6}")),
                ("$subject", $"Ticket {i}"),
                ("$status", states[i % 4]),
                ("$priority", i % 6 == 0 ? DBNull.Value : (long)((i % 4) + 1)),
                ("$customer", i % 9 == 0 ? DBNull.Value : (long)((i % 5) + 1)),
                ("$cost", i % 8 == 0 ? DBNull.Value : string.Create(CultureInfo.InvariantCulture, $"{12 + i}.50")),
                ("$minutes", i * 0.25),
                ("$opened", start.AddMinutes(i * 7).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)),
                ("$region", i % 2 == 0 ? "north" : DBNull.Value));
        }

        transaction.Commit();
    }

    /// <summary>Runs a statement, past the driver.</summary>
    public int Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using var command = Connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command.ExecuteNonQuery();
    }

    public void Dispose() => Connection.Dispose();
}
