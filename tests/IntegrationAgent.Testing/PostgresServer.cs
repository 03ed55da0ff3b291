using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace IntegrationAgent.Testing;

/// <summary>
/// A real PostgreSQL server of a test's own: a temporary cluster on a free port, as an unprivileged user, that goes when it is disposed, and
/// also when the process that started it dies. It keeps nothing safe (no fsync), which is what makes it quick.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    /// <summary>The address.</summary>
    public const string Host = "127.0.0.1";

    /// <summary>The name of the superuser.</summary>
    public const string User = "intagent";

    private readonly string folder;
    private readonly string binaries;
    private readonly string[] asUser;
    private readonly string[] settings;
    private Process? server;
    private int databases;

    private PostgresServer(string folder, string binaries, string[] asUser, string[] settings, int port)
    {
        this.settings = settings;
        this.folder = folder;
        this.binaries = binaries;
        this.asUser = asUser;
        Port = port;
    }

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port { get; }

    /// <summary>The superuser's password; TCP connections need it.</summary>
    public string Password { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12));

    /// <summary>Where the programs of the newest installed server are; null where there is none.</summary>
    public static string? Binaries { get; } = FindBinaries();

    /// <summary>What the server has logged.</summary>
    public string Log => File.Exists(LogPath) ? File.ReadAllText(LogPath) : "";

    private string LogPath => Path.Combine(folder, "log");

    /// <summary>Whether this machine has a server that can be started. Otherwise the test is reported as not run, or fails where it is required.</summary>
    public static void Require() => Requires.Need(
        "postgres", Binaries is not null && (!Environment.IsPrivilegedProcess || Unprivileged() is not null), "Install it: apt-get install postgresql.");

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <param name="settings">Further settings, such as <c>shared_buffers=1GB</c>.</param>
    public static async Task<PostgresServer> StartAsync(CancellationToken cancellationToken, params string[] settings)
    {
        Require();
        var folder = Directory.CreateTempSubdirectory("intagent-postgres-").FullName;
        string[] asUser = [];
        if (Environment.IsPrivilegedProcess)
        {
            var (user, group) = Unprivileged()!.Value;
            await RunAsync("chown", [$"{user}:{group}", folder], cancellationToken);
            // Replaces itself by the server, so that a signal reaches that.
            asUser = ["setpriv", "--reuid", user, "--regid", group, "--clear-groups"];
        }

        var postgres = new PostgresServer(folder, Binaries!, asUser, settings, FreePort());
        try
        {
            await postgres.InitialiseAsync(cancellationToken);
            await postgres.RestartAsync(cancellationToken);
            return postgres;
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a database and returns how Npgsql connects to it.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref databases)}");
        await QueryAsync("postgres", $"CREATE DATABASE {name}", cancellationToken);
        return ConnectionString(name);
    }

    /// <summary>How Npgsql connects to a database as the superuser.</summary>
    public string ConnectionString(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Database={database};Username={User};Password={Password}");

    /// <summary>Runs SQL with psql, unaligned and without headers, and returns what it printed; lines end with a line feed.</summary>
    public Task<string> QueryAsync(string database, string sql, CancellationToken cancellationToken) => RunAsync(
        Path.Combine(binaries, "psql"),
        ["-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", User, "-d", database, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql],
        cancellationToken,
        ("PGPASSWORD", Password));

    /// <summary>Stops the server at once, as a crash does; <see cref="RestartAsync"/> starts it again.</summary>
    public async Task CrashAsync()
    {
        if (server is null)
            return;
        // The shell around the server ends it when its standard input ends.
        server.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await server.WaitForExitAsync(patience.Token);
        server.Dispose();
        server = null;
    }

    /// <summary>Stops the server at once and removes the cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        await CrashAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static string? FindBinaries()
    {
        var packaged = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(Version).Select(one => Path.Combine(one, "bin")) : [];
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Concat(packaged)
            .FirstOrDefault(one => File.Exists(Path.Combine(one, "initdb")) && File.Exists(Path.Combine(one, "postgres")) && File.Exists(Path.Combine(one, "psql")));
    }

    private static int Version(string folder) => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0;

    // The server refuses to run as root.
    private static (string User, string Group)? Unprivileged()
    {
        var users = File.Exists("/etc/passwd") ? File.ReadAllLines("/etc/passwd").Select(line => line.Split(':')).Where(parts => parts.Length > 3).ToArray() : [];
        return users.FirstOrDefault(parts => parts[0] is "postgres" or "nobody") is { } found ? (found[2], found[3]) : null;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {process.ExitCode}: {await errors} {await output}");
    }

    private string Data => Path.Combine(folder, "data");

    private async Task InitialiseAsync(CancellationToken cancellationToken)
    {
        var password = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(password, Password, cancellationToken);
        string[] initialise =
        [
            .. asUser, Path.Combine(binaries, "initdb"), "-D", Data, "-U", User, "-A", "scram-sha-256", "--pwfile", password, "-E", "UTF8", "--locale=C", "--no-sync",
        ];
        await RunAsync(initialise[0], initialise[1..], cancellationToken);
    }

    /// <summary>Starts the server, on the same port as before.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        string[] serve =
        [
            .. asUser, Path.Combine(binaries, "postgres"), "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture), "-k", folder, "-c", "listen_addresses=127.0.0.1",
            "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200", "-c", "shared_buffers=64MB", "-c", "max_wal_size=512MB",
            .. settings.SelectMany(setting => (string[])["-c", setting]),
        ];
        var start = new ProcessStartInfo("/bin/bash", ["-c", "\"$@\" >>\"$0\" 2>&1 </dev/null & server=$!; read -r _; kill -QUIT $server; wait $server", LogPath, .. serve])
        {
            RedirectStandardInput = true,
            WorkingDirectory = "/",
        };
        server = Process.Start(start)!;
        await UntilItAnswersAsync(cancellationToken);
    }

    private async Task UntilItAnswersAsync(CancellationToken cancellationToken)
    {
        const int Attempts = 600;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await QueryAsync("postgres", "SELECT 1", cancellationToken);
                return;
            }
            catch (InvalidOperationException exception) when (attempt < Attempts && !server!.HasExited)
            {
                _ = exception;
                await Task.Delay(50, cancellationToken);
            }
            catch (InvalidOperationException exception)
            {
                throw new InvalidOperationException("PostgreSQL did not start: " + Log, exception);
            }
        }
    }
}
