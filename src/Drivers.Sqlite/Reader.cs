using IntegrationAgent.Drivers.Sqlite.Native;
using IntegrationAgent.Drivers.Sqlite.Schema;

namespace IntegrationAgent.Drivers.Sqlite;

/// <summary>A connection that cannot write, with what it knows of the tables. Used by one call at a time.</summary>
internal sealed class Reader : IDisposable
{
    private Reader(Database database)
    {
        Database = database;
        Schema = new SchemaReader(database);
        IsUtf8 = database.ScalarText("PRAGMA encoding") == "UTF-8";
    }

    public Database Database { get; }

    public SchemaReader Schema { get; }

    /// <summary>Whether the file keeps its texts in the encoding of the pages.</summary>
    public bool IsUtf8 { get; }

    public static Reader Open(string path, TimeSpan busyTimeout)
    {
        var database = Database.Open(path, writable: false, create: false, busyTimeout);
        try
        {
            return new Reader(database);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public void Dispose() => Database.Dispose();
}
