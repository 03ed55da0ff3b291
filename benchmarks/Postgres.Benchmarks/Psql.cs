using System.Diagnostics;
using System.Globalization;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Benchmarks.Postgres;

/// <summary>What a person does by hand with the machine's own psql.</summary>
internal static class Psql
{
    /// <summary>COPY out, COPY into a staging table, one INSERT … ON CONFLICT … RETURNING, in one transaction.</summary>
    public static Task<TimeSpan> UpsertAsync(PostgresServer server, string source, string target) => ShellAsync(
        server,
        $"""
        psql -X -q -d {target} -v ON_ERROR_STOP=1 -A -t -o /dev/null <<'SQL'
        BEGIN;
        CREATE TEMP TABLE stage (LIKE leads) ON COMMIT DROP;
        \copy stage FROM PROGRAM 'psql -X -q -d {source} -c "COPY (SELECT {Tables.Columns} FROM leads) TO STDOUT"'
        {Tables.Upsert("stage", "leads")};
        COMMIT;
        SQL
        """);

    /// <summary>The plain pipe, for scale: no staging, no outcomes, only into an empty table.</summary>
    public static Task<TimeSpan> PipeAsync(PostgresServer server, string source, string target) => ShellAsync(
        server, $"psql -X -q -d {source} -c 'COPY leads ({Tables.Columns}) TO STDOUT' | psql -X -q -d {target} -v ON_ERROR_STOP=1 -c 'COPY leads ({Tables.Columns}) FROM STDIN'");

    private static async Task<TimeSpan> ShellAsync(PostgresServer server, string script)
    {
        var start = new ProcessStartInfo("bash", ["-e", "-o", "pipefail", "-s"])
        {
            RedirectStandardInput = true,
            Environment =
            {
                ["PATH"] = PostgresServer.Binaries + ":" + Environment.GetEnvironmentVariable("PATH"), ["PGHOST"] = PostgresServer.Host, ["PGUSER"] = PostgresServer.User,
                ["PGPORT"] = server.Port.ToString(CultureInfo.InvariantCulture), ["PGPASSWORD"] = server.Password,
            },
        };
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException("bash did not start.");
        await process.StandardInput.WriteAsync(script + "\n");
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? clock.Elapsed : throw new InvalidOperationException($"psql ended with {process.ExitCode}.");
    }
}
