using System.Globalization;
using System.Text;
using Npgsql;

namespace IntegrationAgent.Drivers.Postgres.Query;

/// <summary>
/// The values of a query. <c>COPY</c> takes no parameters: each value is bound to a setting of the transaction by a parameter, and the query reads it from there.
/// A value is never part of a statement's text.
/// </summary>
internal sealed class Settings
{
    private const int Most = 30_000;
    private readonly List<string> values = [];

    public IReadOnlyList<string> Values => values;

    /// <summary>Keeps a value; the expression that yields it once for the whole query.</summary>
    public string? Add(string value, string type)
    {
        if (values.Count >= Most)
            return null;
        values.Add(value);
        return string.Create(CultureInfo.InvariantCulture, $"(SELECT pg_catalog.current_setting('intagent.p{values.Count}')::{type})");
    }

    /// <summary>Keeps a list of values; the subquery that yields them.</summary>
    public string? AddList(IEnumerable<string> items, string type) =>
        Add(ArrayText(items), "text[]") is null
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"(SELECT v::{type} FROM pg_catalog.unnest(pg_catalog.current_setting('intagent.p{values.Count}')::text[]) AS v)");

    /// <summary>The command that binds the values from one on; null where there are none.</summary>
    public NpgsqlCommand? Command(NpgsqlConnection connection, int from = 0)
    {
        if (values.Count <= from)
            return null;
        var command = new NpgsqlCommand("SELECT pg_catalog.count(pg_catalog.set_config('intagent.p' || (n + $2)::text, v, true)) FROM ROWS FROM (pg_catalog.unnest($1::text[])) WITH ORDINALITY AS s(v, n)", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = values.Skip(from).ToArray() });
        command.Parameters.Add(new NpgsqlParameter { Value = from });
        return command;
    }

    /// <summary>An array of texts as PostgreSQL writes it.</summary>
    public static string ArrayText(IEnumerable<string?> items)
    {
        var text = new StringBuilder("{");
        foreach (var item in items)
        {
            if (text.Length > 1)
                text.Append(',');
            if (item is null)
                text.Append("NULL");
            else
                text.Append('"').Append(item.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        }

        return text.Append('}').ToString();
    }
}
