using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace IntegrationAgent.Cli.Demo;

/// <summary>Looks at the target with plain SQL, past everything that is being demonstrated.</summary>
internal static class DemoSql
{
    public static long Count(string path, string table)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT count(*) FROM {Quoted(table)}";
        return (long)command.ExecuteScalar()!;
    }

    /// <summary>A hash over every value of every row, in the order of the first column.</summary>
    public static string Digest(string path, string table)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {Quoted(table)} ORDER BY 1";
        using var reader = command.ExecuteReader();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        while (reader.Read())
        {
            for (var i = 0; i < reader.FieldCount; i++)
                hash.AppendData(Encoding.UTF8.GetBytes((reader.IsDBNull(i) ? "\u0001" : reader.GetValue(i).ToString()) + "\u0002"));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
