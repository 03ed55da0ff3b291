using System.Reflection;
using System.Reflection.Emit;
using IntegrationAgent.Driver.Conformance.Tests.Reference;

namespace IntegrationAgent.Driver.Conformance.Tests;

public class RunnerTests
{
    [Fact]
    public async Task Check_that_observes_nothing_fails()
    {
        var check = new ConformanceCheck(999, "vacuous", ConformanceTier.Hermetic, "Nothing.", "Nothing.", _ => Task.CompletedTask);

        var result = await ConformanceRunner.RunAsync(new ReferenceAdapter(), check, new ConformanceOptions(), TestContext.Current.CancellationToken);

        Assert.Equal(ConformanceStatus.Failed, result.Status);
        Assert.Contains("observed nothing", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_that_never_ends_fails_at_its_deadline_and_says_what_it_was_doing()
    {
        var options = new ConformanceOptions { Deadline = TimeSpan.FromMilliseconds(300) };

        var result = await ConformanceRunner.RunAsync(new ReferenceAdapter(Defect.BlocksTheThread), ConformanceChecks.Get("key-unique"), options, TestContext.Current.CancellationToken);

        Assert.Equal(ConformanceStatus.Failed, result.Status);
        Assert.Contains("QueryAsync", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_gives_up_after_some_checks_that_hang()
    {
        var options = new ConformanceOptions { Deadline = TimeSpan.FromMilliseconds(300), MaxHangs = 2, Only = ["schema-matches-records", "key-unique", "query-complete", "query-stop-reason"] };

        var report = await ConformanceRunner.RunAsync(new ReferenceAdapter(Defect.NeverYields), options, TestContext.Current.CancellationToken);

        Assert.All(report.Results, result => Assert.Equal(ConformanceStatus.Failed, result.Status));
        Assert.StartsWith("Not run", report.Results[^1].Message, StringComparison.Ordinal);
        Assert.False(report.IsComplete);
    }

    [Fact]
    public async Task Capability_that_is_not_declared_is_not_applicable_only_where_the_client_lacks_it_too()
    {
        var manifest = ReferenceManifest.Without("change_feed");

        var lying = await RunAsync(manifest, "incremental-boundary");
        var honest = await RunAsync(manifest.Replace("Reference.ReferenceClient", "Reference.NoSuchClient", StringComparison.Ordinal), "incremental-boundary");

        Assert.Equal(ConformanceStatus.Failed, lying.Status);
        Assert.Contains("agree", lying.Message, StringComparison.Ordinal);
        Assert.Equal(ConformanceStatus.NotApplicable, honest.Status);
    }

    [Fact]
    public async Task Missing_prerequisite_is_a_failure_that_says_what_to_give()
    {
        var manifest = ReferenceManifest.Own.Replace("\"tickets.read\"", "\"tickets.read\",\"tickets.admin\"", StringComparison.Ordinal);

        var result = await RunAsync(manifest, "connect-least-privilege");

        Assert.Equal(ConformanceStatus.Failed, result.Status);
        Assert.Contains("MissingScopes", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Driver_that_can_end_the_process_is_not_run_and_fails()
    {
        var folder = Directory.CreateTempSubdirectory("conformance-exit-");
        var path = Path.Combine(folder.FullName, "Acme.Drivers.Exit.dll");
        EmitExitingDriver(path);
        var driver = (IDriver)Activator.CreateInstance(Assembly.LoadFile(path).GetType("Acme.ExitDriver")!)!;

        var result = await ConformanceRunner.RunAsync(new OtherDriver(driver), ConformanceChecks.Get("connect"), new ConformanceOptions(), TestContext.Current.CancellationToken);

        Assert.Equal(ConformanceStatus.Failed, result.Status);
        Assert.Contains("System.Environment.Exit", result.Message, StringComparison.Ordinal);
    }

    private static void EmitExitingDriver(string path)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Acme.Drivers.Exit"), typeof(object).Assembly);
        var type = assembly.DefineDynamicModule("Acme.Drivers.Exit").DefineType("Acme.ExitDriver", TypeAttributes.Public | TypeAttributes.Class, typeof(object), [typeof(IDriver)]);
        var connect = typeof(IDriver).GetMethod(nameof(IDriver.ConnectAsync))!;
        var method = type.DefineMethod(connect.Name, MethodAttributes.Public | MethodAttributes.Virtual, connect.ReturnType, [.. connect.GetParameters().Select(parameter => parameter.ParameterType)]);
        var code = method.GetILGenerator();
        var nothing = code.DeclareLocal(connect.ReturnType);
        code.Emit(OpCodes.Ldc_I4_0);
        code.Emit(OpCodes.Call, typeof(Environment).GetMethod(nameof(Environment.Exit))!);
        code.Emit(OpCodes.Ldloc, nothing);
        code.Emit(OpCodes.Ret);
        type.CreateType();
        assembly.Save(path);
    }

    private sealed class OtherDriver(IDriver driver) : DriverConformance
    {
        public override ConformanceObject Object => ReferenceAdapter.Tickets;

        public override IDriver CreateDriver() => driver;

        public override ValueTask<ConformanceTarget> StartAsync(ConformanceStart start, CancellationToken cancellationToken) => throw new NotSupportedException("Nothing is started for it.");
    }

    [Fact]
    public void Names_and_numbers_of_checks_are_unique_and_every_check_says_what_a_failure_means()
    {
        Assert.Equal(ConformanceChecks.All.Count, ConformanceChecks.All.Select(check => check.Number).Distinct().Count());
        Assert.All(ConformanceChecks.All, check => Assert.True(check.Does.EndsWith('.') && check.Meaning.EndsWith('.'), check.Name));
    }

    private static Task<ConformanceResult> RunAsync(string manifest, string check) =>
        ConformanceRunner.RunAsync(new ReferenceAdapter(), ConformanceChecks.Get(check), new ConformanceOptions { Manifest = manifest }, TestContext.Current.CancellationToken);
}
