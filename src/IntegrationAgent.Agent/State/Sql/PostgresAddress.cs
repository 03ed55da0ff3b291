using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>Where a shared store lies.</summary>
internal sealed partial class PostgresAddress
{
    private PostgresAddress(string connectionString, string schema, string name)
    {
        ConnectionString = connectionString;
        Schema = schema;
        Name = name;
    }

    /// <summary>With its credential: for the driver only.</summary>
    public string ConnectionString { get; }

    /// <summary>The schema; lower-case letters, digits and <c>_</c>, so it needs no escape.</summary>
    public string Schema { get; }

    public string QuotedSchema => $"\"{Schema}\"";

    /// <summary>Server, port, database and schema, for messages.</summary>
    public string Name { get; }

    public static bool IsSchema(string schema) => SchemaForm().IsMatch(schema);

    /// <summary>Reads a connection string: <c>Host=…;Database=…;Username=…;Password=…</c>, or <c>postgres://user:password@host:port/database</c>.</summary>
    /// <exception cref="AgentException"><c>E-STA-ADDRESS</c>; the text itself is in no message.</exception>
    public static PostgresAddress Parse(string text, string variable, string schema)
    {
        try
        {
            var builder = new NpgsqlConnectionStringBuilder(IsUrl(text) ? FromUrl(text) : text)
            {
                SearchPath = schema,
                ApplicationName = "intagent",
                MaxPoolSize = 8,
                IncludeErrorDetail = false,
                PersistSecurityInfo = false,
                Enlist = false,
            };
            if (string.IsNullOrEmpty(builder.Host) || string.IsNullOrEmpty(builder.Database))
                throw new FormatException();
            var port = builder.Port.ToString(CultureInfo.InvariantCulture);
            return new PostgresAddress(builder.ToString(), schema, $"postgres://{builder.Host}:{port}/{builder.Database} (schema {schema})");
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException)
        {
            // Not as inner exception: its text may repeat the address.
            throw new AgentException(
                StateErrorCodes.Address,
                $"{variable} is not the address of a PostgreSQL database.",
                $"Set {variable} to Host=…;Database=…;Username=…;Password=… or postgres://user:password@host:5432/database",
                ExitCode.Usage);
        }
    }

    private static bool IsUrl(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    private static string FromUrl(string text)
    {
        var url = new Uri(text, UriKind.Absolute);
        var user = url.UserInfo.Split(':', 2);
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host,
            Port = url.IsDefaultPort || url.Port < 0 ? 5432 : url.Port,
            Database = Uri.UnescapeDataString(url.AbsolutePath.Trim('/')),
            Username = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : null,
            Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null,
        };
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            builder[Uri.UnescapeDataString(parts[0])] = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
        }

        return builder.ToString();
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,62}$", RegexOptions.CultureInvariant)]
    private static partial Regex SchemaForm();
}
