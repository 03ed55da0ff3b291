using Npgsql;

namespace IntegrationAgent.Chaos;

/// <summary>Faults of systems that live and do not behave.</summary>
internal static class Hostile
{
    private static readonly string[] Server = [World.Databases], Simulator = [World.Org];

    public static FaultKind Connections { get; } = new()
    {
        Name = "exhaust-connections", Faults = ["F22"], Worlds = Server, Weight = 2,
        How = "somebody else takes every connection that the server has left, for a while",
        Strike = async scene =>
        {
            var taken = new List<NpgsqlConnection>();
            try
            {
                while (taken.Count < 100)
                    taken.Add(await scene.Databases.ConnectAsync("postgres", scene.Token));
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                // That is what was wanted.
            }

            await scene.PauseAsync(1_000, 3_000);
            foreach (var connection in taken)
                await connection.DisposeAsync();
            return taken.Count > 0;
        },
    };

    public static FaultKind DiskOfAgent { get; } = new()
    {
        Name = "disk-full", Faults = ["F20"], Worlds = Simulator, Weight = 4,
        How = "a limit on the size of files (`RLIMIT_FSIZE`): the writes of state, audit and target fail as they do where no space is left; the resume has space",
        Start = scene => scene.World.StartWithLimit(60 + scene.Random.Next(400), "run", scene.Schedule.Integration),
        Strike = async scene => (await scene.Agent.EndAsync(scene.Token)).ExitCode != 0,
    };

    public static FaultKind DiskOfTarget { get; } = new()
    {
        Name = "target-full", Faults = ["F20"], Worlds = Server,
        How = "a trigger of the target raises the error of a full disk (53100) after so many rows; it goes, and the run is resumed",
        Start = scene =>
        {
            scene.Databases.SqlAsync("target", Trigger(scene, $"IF (SELECT count(*) FROM effects) > {scene.Random.Next(20, 600)} THEN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END IF; RETURN new;"), scene.Token).GetAwaiter().GetResult();
            return scene.Start();
        },
        Strike = async scene =>
        {
            var end = await scene.Agent.EndAsync(scene.Token);
            await scene.Databases.SqlAsync("target", NoTrigger(scene), scene.Token);
            return end.ExitCode != 0;
        },
    };

    public static FaultKind SourceMoves { get; } = new()
    {
        Name = "source-moves", Faults = ["F28"], Worlds = [World.Org, World.Databases], NeedsData = true, RunsAgain = true, MayAppend = false,
        How = "records of the source change and appear while a run reads it",
        Strike = async scene =>
        {
            if (!await scene.MomentAsync())
                return false;
            await scene.World.MutateSourceAsync(scene.Random, scene.Token);
            return true;
        },
    };

    public static FaultKind Poison { get; } = new()
    {
        Name = "poison", Faults = ["F13", "F33"], Worlds = Server, RunsAgain = true, MayAppend = false,
        How = "a rule of the target refuses three records among thousands; it goes, and a new run brings them",
        Start = scene =>
        {
            var remainder = scene.Random.Next(200);
            scene.Databases.SqlAsync("source", $"UPDATE leads SET email = 'poison.{scene.Schedule.Choice}' WHERE id IN (SELECT id FROM leads WHERE points % 200 = {remainder} ORDER BY id LIMIT 3)", scene.Token).GetAwaiter().GetResult();
            scene.Databases.SqlAsync("target", $"ALTER TABLE leads DROP CONSTRAINT IF EXISTS refuses; ALTER TABLE leads ADD CONSTRAINT refuses CHECK (email IS DISTINCT FROM 'poison.{scene.Schedule.Choice}') NOT VALID", scene.Token).GetAwaiter().GetResult();
            return scene.Start();
        },
        Strike = async scene =>
        {
            await scene.Agent.EndAsync(scene.Token);
            await scene.Databases.SqlAsync("target", "ALTER TABLE leads DROP CONSTRAINT refuses", scene.Token);
            return true;
        },
        Expect = end => end.Code == "E-RUN-QUARANTINE" && end.Error.Contains("3 records", StringComparison.Ordinal) ? null : $"three records were to be set aside: {end}",
    };

    public static FaultKind DroppedWrites { get; } = new()
    {
        Name = "drop-writes", Faults = ["F36"], Worlds = Server, RunsAgain = true, TargetLies = true, MayAppend = false,
        How = "a trigger of the target drops every fifth row without a word; it goes, and a new run brings them",
        Start = scene =>
        {
            scene.Databases.SqlAsync("target", Trigger(scene, "IF abs(hashtext(new.id)) % 5 = 0 THEN RETURN NULL; END IF; RETURN new;"), scene.Token).GetAwaiter().GetResult();
            return scene.Start();
        },
        Strike = async scene =>
        {
            await scene.Agent.EndAsync(scene.Token);
            await scene.Databases.SqlAsync("target", NoTrigger(scene), scene.Token);
            return true;
        },
        Expect = end => end.ExitCode != 0 ? null : "the run succeeded although the target had dropped its writes",
    };

    public static FaultKind LockedRows { get; } = new()
    {
        Name = "lock-rows", Faults = ["F35"], Worlds = Server, MayAppend = false,
        How = "somebody else holds the target's table, or rows of it in another order, for a while",
        Strike = async scene =>
        {
            await using var connection = await scene.Databases.ConnectAsync("target", scene.Token);
            await using var transaction = await connection.BeginTransactionAsync(scene.Token);
            // No value changes: the triggers would note it.
            await using var command = new NpgsqlCommand(
                scene.Random.Next(2) == 0 ? "LOCK TABLE leads IN EXCLUSIVE MODE" : "SELECT id FROM leads ORDER BY id DESC LIMIT 3000 FOR UPDATE", connection, transaction);
            await command.ExecuteNonQueryAsync(scene.Token);
            await scene.PauseAsync(1_500, 4_000);
            await transaction.RollbackAsync(scene.Token);
            return true;
        },
    };

    public static FaultKind ColumnGone { get; } = new()
    {
        Name = "column-gone", Faults = ["F26", "F27"], Worlds = Server, NeedsData = true, RunsAgain = true, MayAppend = false,
        How = "a column of the target is renamed in the middle of a run, and renamed back before the resume",
        Strike = async scene =>
        {
            if (!await scene.MomentAsync())
                return false;
            await scene.Databases.SqlAsync("target", "SET lock_timeout = '20s'; ALTER TABLE leads RENAME COLUMN email TO mail", scene.Token);
            await scene.Agent.EndAsync(scene.Token);
            await scene.Databases.SqlAsync("target", "ALTER TABLE leads RENAME COLUMN mail TO email", scene.Token);
            return true;
        },
    };

    public static FaultKind SessionExpires { get; } = OfSimulator("session-expires", ["F15"], "every access token expires in the middle of a run",
        scene => scene.Org.ControlAsync("expire-tokens", new { }, scene.Token));

    public static FaultKind Unavailable { get; } = OfSimulator("unavailable", ["F18"], "the org answers 503 several times, then as before",
        scene => scene.Org.FaultAsync(new { kind = "UnavailableHtml", path = "/query", times = 1 + scene.Random.Next(3) }, scene.Token));

    public static FaultKind TooManyRequests { get; } = OfSimulator("too-many-requests", ["F17"], "the org answers 429 several times without saying for how long",
        scene => scene.Org.FaultAsync(new { kind = "TooManyRequests", path = "/query", times = 1 + scene.Random.Next(3) }, scene.Token));

    private static FaultKind OfSimulator(string name, string[] faults, string how, Func<Scene, Task> arm) => new()
    {
        Name = name, Faults = faults, How = how, Worlds = Simulator, NeedsData = true,
        Strike = async scene =>
        {
            if (!await scene.MomentAsync())
                return false;
            await arm(scene);
            await scene.Agent.EndAsync(scene.Token);
            await scene.Org.ControlAsync("clear-faults", new { }, scene.Token);
            return true;
        },
    };

    private static string Table(Scene scene) => scene.Schedule.Integration == DatabaseWorld.Append ? "entries" : "leads";

    private static string Trigger(Scene scene, string body) => $"""
        CREATE OR REPLACE FUNCTION hostile() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$;
        DROP TRIGGER IF EXISTS hostile ON {Table(scene)};
        CREATE TRIGGER hostile BEFORE INSERT OR UPDATE ON {Table(scene)} FOR EACH ROW EXECUTE FUNCTION hostile();
        """;

    private static string NoTrigger(Scene scene) => $"DROP TRIGGER hostile ON {Table(scene)}";
}
