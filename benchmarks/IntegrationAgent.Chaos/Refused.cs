using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace IntegrationAgent.Chaos;

/// <summary>Faults after which a run must stop and say so, rather than go on.</summary>
internal static class Refused
{
    public static FaultKind Credential { get; } = new()
    {
        Name = "credential-refused", Faults = ["F16"], Worlds = [World.Databases], Weight = 2,
        How = "the password is changed and every session is ended in the middle of a run; it is changed back before the resume",
        Strike = async scene =>
        {
            if (!await scene.MomentAsync())
                return false;
            await using var connection = await scene.Databases.ConnectAsync("postgres", scene.Token);
            await RunAsync(connection, "ALTER ROLE intagent PASSWORD 'another'; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IN ('source', 'target')", scene.Token);
            await scene.Agent.EndAsync(scene.Token);
            await RunAsync(connection, $"ALTER ROLE intagent PASSWORD '{scene.Databases.Password}'", scene.Token);
            return true;
        },
    };

    public static FaultKind EmptySource { get; } = new()
    {
        Name = "source-empty", Faults = ["F29"], Worlds = [World.Databases], Weight = 2, MayAppend = false, RunsAgain = true,
        How = "the source answers without an error and without a record; then as before",
        Start = scene =>
        {
            scene.Databases.SqlAsync("source", "ALTER TABLE leads RENAME TO leads_hidden; CREATE TABLE leads (LIKE leads_hidden INCLUDING ALL)", scene.Token).GetAwaiter().GetResult();
            return scene.Start();
        },
        Strike = async scene =>
        {
            await scene.Agent.EndAsync(scene.Token);
            await scene.Databases.SqlAsync("source", "DROP TABLE leads; ALTER TABLE leads_hidden RENAME TO leads", scene.Token);
            return true;
        },
        Expect = end => end.Code == "E-RUN-FEWER" ? null : $"an empty source was not an anomaly: {end}",
    };

    public static FaultKind Checkpoint { get; } = new()
    {
        Name = "checkpoint-corrupt", Faults = ["F30"], Worlds = [World.Org, World.Databases], Weight = 2,
        How = "the run is killed after an acknowledgement, and its checkpoint overwritten with text that is none; it is put back after a resume was refused",
        Start = scene => scene.Start("after-ack=kill"),
        Strike = async scene =>
        {
            if (!(await scene.Agent.EndAsync(scene.Token)).WasKilled)
                return false;
            var position = (string)scene.World.Ledger("SELECT position FROM checkpoints WHERE step LIKE 'q%' ORDER BY updated_at DESC LIMIT 1")!;
            scene.World.Ledger("UPDATE checkpoints SET position = '{\"pages\":' WHERE (run_id, step) = (SELECT run_id, step FROM checkpoints WHERE step LIKE 'q%' ORDER BY updated_at DESC LIMIT 1)");
            using (var refused = scene.World.Start(null, "run", scene.Schedule.Integration, "--resume"))
            {
                var end = await refused.EndAsync(scene.Token);
                if (end.Code != "E-RUN-CHECKPOINT")
                    throw new InvalidOperationException($"A checkpoint that is none was not refused: {end}");
            }

            scene.World.Ledger("UPDATE checkpoints SET position = $1 WHERE (run_id, step) = (SELECT run_id, step FROM checkpoints WHERE step LIKE 'q%' ORDER BY updated_at DESC LIMIT 1)", position);
            return true;
        },
    };

    public static FaultKind Memory { get; } = new()
    {
        Name = "memory-limit", Faults = ["F34"], Worlds = [World.Org, World.Databases], Weight = 2, NeedsData = true,
        How = "the script's process gets no more memory than it has (`prlimit --as`), from the middle of a run on",
        Strike = async scene =>
        {
            if (await scene.FindAsync(Actor.ScriptHost) is not { } process)
                return false;
            using var limit = Process.Start("prlimit", ["--pid", process.ToString(CultureInfo.InvariantCulture), "--as=1048576"]);
            await limit.WaitForExitAsync(scene.Token);
            return limit.ExitCode == 0;
        },
    };

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
