using System.Diagnostics;
using System.Reflection.PortableExecutable;
using Basic.Reference.Assemblies;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Effects;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Sandboxing;
using IntegrationAgent.Jail;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IntegrationAgent.Benchmarks;

/// <summary>
/// How long until a sandbox is ready for its script: cold from the call to the host's word that its jail holds, pre-warmed from the taking out of the pool.
/// Beside each stands the start of a program that only writes one character, made in turn with the others, and the host without isolation: the jail starts the
/// host twice, once to enter and once inside, unless a launcher of machine code enters for it.
/// </summary>
internal static class SandboxBenchmark
{
    private const double ColdLimit = 80, WarmLimit = 25;
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(400);
    private static readonly SandboxLimits Limits = new();

    private static string HostPath { get; } = Path.Combine(AppContext.BaseDirectory, "hosts", "script", "IntegrationAgent.ScriptHost.dll");

    public static async Task<int> RunAsync(int starts)
    {
        Console.WriteLine($"script host compiled ahead of time: {(IsReadyToRun(HostPath) ? "yes" : "no")}; {starts} starts of each, in turn");
        var hello = WriteHello();
        var jail = new JailSandbox(JailSupport.Require);
        var sandboxes = new List<(string Name, ISandbox Sandbox)> { (JailPolicy.Unisolated, new UnisolatedSandbox()) };
        await AddAsync("jail", jail);
        await AddAsync("bubblewrap", new BubblewrapSandbox(BubblewrapSandbox.Find("bwrap"), jail));
        if (await JailLauncher.Installed.FindAsync() is not null)
        {
            await AddAsync("jail, launcher", new JailSandbox());
            await AddAsync("bubblewrap, launcher", new BubblewrapSandbox());
        }
        else
        {
            Console.WriteLine("launcher: not measured: there is none of this build. Run eng/launcher.sh Release, then build again.");
        }

        var times = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        var pools = sandboxes.ToDictionary(one => one.Name, one => new SandboxPool(one.Sandbox, Request));
        for (var i = 0; i <= starts; i++)
        {
            await MeasureAsync(times, "dotnet hello", i, () => HelloAsync(hello));
            foreach (var (name, sandbox) in sandboxes)
            {
                await MeasureAsync(times, $"{name} cold", i, () => ReadyAsync(() => sandbox.StartAsync(Request, CancellationToken.None)));
                await Task.Delay(Rest);
                await MeasureAsync(times, $"{name} pre-warmed", i, () => ReadyAsync(() => pools[name].TakeAsync(CancellationToken.None)));
                await Task.Delay(Rest);
            }
        }

        foreach (var pool in pools.Values)
            await pool.DisposeAsync();
        return Report(times) ? 0 : 1;

        async Task AddAsync(string name, ISandbox sandbox)
        {
            var availability = await sandbox.ProbeAsync(CancellationToken.None);
            if (availability.Available)
                sandboxes.Add((name, sandbox));
            else
                Console.WriteLine($"{name}: not measured: {availability.Reason}");
        }
    }

    private static SandboxRequest Request => new() { HostAssemblyPath = HostPath, Kind = SandboxKind.Script, Limits = Limits };

    /// <summary>The first of each is not counted: files are read from the disk then.</summary>
    private static async Task MeasureAsync(Dictionary<string, List<double>> times, string name, int round, Func<Task<TimeSpan>> measure)
    {
        var elapsed = await measure();
        if (round > 0)
            (times.TryGetValue(name, out var list) ? list : times[name] = []).Add(elapsed.TotalMilliseconds);
    }

    private static async Task<TimeSpan> ReadyAsync(Func<Task<SandboxProcess>> start)
    {
        var clock = Stopwatch.StartNew();
        var broker = new Broker(new BrokerContext { Connections = new Dictionary<string, IDriverConnection>(), Permissions = new PermissionSet([]) });
        await using var session = await ScriptSession.StartAsync(await start(), Limits, broker, CancellationToken.None);
        return clock.Elapsed;
    }

    private static async Task<TimeSpan> HelloAsync(string hello)
    {
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo(HostCommand.Dotnet, [hello]) { RedirectStandardOutput = true })!;
        await process.StandardOutput.BaseStream.ReadExactlyAsync(new byte[1]);
        var elapsed = clock.Elapsed;
        await process.WaitForExitAsync();
        return elapsed;
    }

    private static bool Report(Dictionary<string, List<double>> times)
    {
        var peer = Percentile(times["dotnet hello"], 0.5);
        var within = true;
        foreach (var (name, list) in times)
        {
            var p50 = Percentile(list, 0.5);
            double? limit = name.StartsWith(JailPolicy.Unisolated, StringComparison.Ordinal) ? null : name.EndsWith("cold", StringComparison.Ordinal) ? ColdLimit : name.EndsWith("pre-warmed", StringComparison.Ordinal) ? WarmLimit : null;
            within &= limit is null || p50 <= limit;
            Console.WriteLine($"{name,-31} p50 {p50,6:N1} ms   p95 {Percentile(list, 0.95),6:N1} ms   min {list.Min(),6:N1} ms   {p50 / peer,5:N2} × hello{(limit is null ? "" : $"   asked ≤ {limit:N0} ms: {(p50 <= limit ? "yes" : "NO")}")}");
        }

        return within;
    }

    private static double Percentile(List<double> values, double part)
    {
        var sorted = values.Order().ToList();
        return sorted[(int)Math.Min(sorted.Count - 1, Math.Floor(sorted.Count * part))];
    }

    private static string WriteHello()
    {
        var folder = Directory.CreateTempSubdirectory("intagent-hello-").FullName;
        var path = Path.Combine(folder, "hello.dll");
        var compilation = CSharpCompilation.Create(
            "hello",
            [CSharpSyntaxTree.ParseText("System.Console.Out.Write('!');")],
            Net100.References.All,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release));
        var result = compilation.Emit(path);
        if (!result.Success)
            throw new InvalidOperationException(string.Join('\n', result.Diagnostics));
        File.WriteAllText(Path.Combine(folder, "hello.runtimeconfig.json"), """{ "runtimeOptions": { "tfm": "net10.0", "framework": { "name": "Microsoft.NETCore.App", "version": "10.0.0" }, "configProperties": { "System.Globalization.Invariant": true } } }""");
        return path;
    }

    private static bool IsReadyToRun(string assembly)
    {
        using var reader = new PEReader(File.OpenRead(assembly));
        return reader.PEHeaders.CorHeader is { ManagedNativeHeaderDirectory.Size: > 0 };
    }
}
