using IntegrationAgent.Driver.Conformance.Clock;
using IntegrationAgent.Driver.Conformance.Faults;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>A started system with the kit's parts around it, and the driver's connections to it.</summary>
internal sealed class TestBed : IAsyncDisposable
{
    private readonly List<IDriverClient> clients = [];
    private int disposed;

    private TestBed(CheckRun run, VirtualClock clock, ConformanceTarget target)
    {
        Run = run;
        Clock = clock;
        Target = target;
        Http = new FaultLayer(clock, target);
        Tokens = new KitTokens(Secrets);
        AddSecrets(target.Credentials);
    }

    public CheckRun Run { get; }

    public VirtualClock Clock { get; }

    public ConformanceTarget Target { get; }

    public FaultLayer Http { get; }

    public KnownSecrets Secrets { get; } = new();

    public KitTokens Tokens { get; }

    public KitLog Log { get; } = new();

    public ConformanceObject Object => Run.Object;

    /// <summary>True when the driver has asked for the transport, and its faults can be the kit's.</summary>
    public bool IsHttp => Http.Count > 0;

    public static async Task<TestBed> StartAsync(CheckRun run, IReadOnlyList<ConformanceRow> records, int seed, int moreObjects = 0, int moreFields = 0, string? example = null)
    {
        var clock = new VirtualClock();
        try
        {
            var target = await run.Adapter.StartAsync(new ConformanceStart { Records = records, Clock = clock, Seed = seed, MoreObjects = moreObjects, MoreFields = moreFields, Example = example }, run.CancellationToken).ConfigureAwait(false)
                ?? throw new CheckFailedException("StartAsync of the adapter gave null. Return the started system.");
            return new TestBed(run, clock, target);
        }
        catch
        {
            await clock.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens a connection that must open.</summary>
    public async Task<IDriverClient> ConnectAsync(ConnectionSettings? settings = null, IReadOnlyDictionary<string, string>? credentials = null)
    {
        try
        {
            return await TryConnectAsync(settings, credentials).ConfigureAwait(false);
        }
        catch (DriverException exception)
        {
            throw new CheckFailedException($"ConnectAsync failed with the adapter's good settings: {Run.Describe(exception)}");
        }
    }

    /// <summary>Opens a connection; what the driver throws comes through.</summary>
    public async Task<IDriverClient> TryConnectAsync(ConnectionSettings? settings = null, IReadOnlyDictionary<string, string>? credentials = null, CancellationToken? cancellationToken = null)
    {
        // Another credential is another connection, with tokens of its own.
        var tokens = credentials is null ? Tokens : new KitTokens(Secrets);
        credentials ??= Target.Credentials;
        AddSecrets(credentials);
        var context = new DriverContext
        {
            Credentials = new KitCredentials(credentials),
            Tokens = tokens,
            TimeProvider = Clock,
            Random = new Random(Run.Options.Seed),
            CreateHttpHandler = Http.CreateHandler,
            Log = Log,
        };
        var driver = Run.CreateDriver();
        var client = await CallAsync("ConnectAsync", token => driver.ConnectAsync(settings ?? Target.Settings, context, cancellationToken ?? token).AsTask()).ConfigureAwait(false);
        lock (clients)
            clients.Add(client);
        return client;
    }

    /// <summary>
    /// Calls the driver on a thread of its own, so that one that blocks does not block the kit. Null is a failure; so is a cancellation that nobody asked for.
    /// </summary>
    public async Task<T> CallAsync<T>(string what, Func<CancellationToken, Task<T>?> call, CancellationToken? token = null)
        where T : class
    {
        Run.Doing = what;
        var result = await Task.Run(
            async () => await (call(token ?? Run.CancellationToken) ?? throw new CheckFailedException($"{what} gave a null task. Return a task.")).ConfigureAwait(false),
            CancellationToken.None).WaitAsync(Run.CancellationToken).ConfigureAwait(false);
        return result ?? throw new CheckFailedException($"{what} gave null. Lists and clients are never null; empty means none.");
    }

    /// <summary>The error that a call must end with.</summary>
    public async Task<DriverException> FailureOfAsync(string what, Func<Task> call, string expected)
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (DriverException exception)
        {
            return exception;
        }
        catch (Exception exception) when (exception is not (CheckFailedException or CheckNotApplicableException) && !Run.CancellationToken.IsCancellationRequested)
        {
            throw new CheckFailedException($"{what} threw {Run.Describe(exception)}; expected {expected}. Throw a DriverException that says what happened.");
        }

        throw new CheckFailedException($"{what} succeeded; expected {expected}.");
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0)
            return;
        Http.Rule = static _ => null;
        IDriverClient[] open;
        lock (clients)
            open = [.. clients];
        try
        {
            foreach (var client in open)
                await client.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            await Target.DisposeAsync().ConfigureAwait(false);
            await Clock.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void AddSecrets(IReadOnlyDictionary<string, string> credentials)
    {
        foreach (var (name, value) in credentials)
        {
            if (Run.Facts.Credentials.FirstOrDefault(declared => declared.Name == name) is not { Secret: false })
                Secrets.Add(name, value);
        }
    }
}
