using IntegrationAgent.Agent.Validation;

namespace IntegrationAgent.Agent.Tests.Validation;

public class ScriptPolicyTests
{
    [Theory]
    [InlineData("FILE", "var text = System.IO.File.ReadAllText(\"/etc/passwd\");")]
    [InlineData("FILE", "File.WriteAllText(\"x\", \"y\");")]
    [InlineData("FILE", "using var stream = new FileStream(\"/proc/self/environ\", FileMode.Open);")]
    [InlineData("FILE", "var path = Path.GetTempPath();")]
    [InlineData("FILE", "foreach (var f in Directory.EnumerateFiles(\"/\")) job.Log(f);")]
    [InlineData("PROCESS", "System.Diagnostics.Process.Start(\"sh\");")]
    [InlineData("PROCESS", "var p = System.Diagnostics.Process.GetCurrentProcess();")]
    [InlineData("PROCESS", "System.Diagnostics.Debugger.Launch();")]
    [InlineData("NETWORK", "using var http = new HttpClient();")]
    [InlineData("NETWORK", "var s = new System.Net.Sockets.TcpClient(\"evil\", 80);")]
    [InlineData("NETWORK", "var a = await System.Net.Dns.GetHostAddressesAsync(\"evil\");")]
    [InlineData("REFLECTION", "var t = typeof(string);")]
    [InlineData("REFLECTION", "var t = job.GetType();")]
    [InlineData("REFLECTION", "var t = Type.GetType(\"System.Diag\" + \"nostics.Process\");")]
    [InlineData("REFLECTION", "System.Reflection.Assembly.Load(new byte[0]);")]
    [InlineData("REFLECTION", "var o = Activator.CreateInstance<object>();")]
    [InlineData("REFLECTION", "var e = System.Linq.Expressions.Expression.Constant(1);")]
    [InlineData("REFLECTION", "Func<int> f = () => 1; var m = f.Method;")]
    [InlineData("REFLECTION", "Func<int> f = () => 1; f.DynamicInvoke();")]
    [InlineData("UNSAFE", "System.Span<int> s = stackalloc int[4];")]
    [InlineData("UNSAFE", "var s = System.Runtime.CompilerServices.Unsafe.SizeOf<int>();")]
    [InlineData("PINVOKE", "var p = System.Runtime.InteropServices.Marshal.AllocHGlobal(4);")]
    [InlineData("PINVOKE", "System.Runtime.InteropServices.NativeLibrary.Load(\"libc\");")]
    [InlineData("ENVIRONMENT", "var v = Environment.GetEnvironmentVariables();")]
    [InlineData("ENVIRONMENT", "Environment.Exit(0);")]
    [InlineData("ENVIRONMENT", "var z = TimeZoneInfo.Local;")]
    [InlineData("ENVIRONMENT", "var b = AppContext.BaseDirectory;")]
    [InlineData("ENVIRONMENT", "AppDomain.CurrentDomain.ProcessExit += (_, _) => { };")]
    [InlineData("ENVIRONMENT", "GC.Collect();")]
    [InlineData("ENVIRONMENT", "var c = System.Globalization.CultureInfo.CurrentCulture;")]
    [InlineData("CONSOLE", "Console.WriteLine(\"x\");")]
    [InlineData("THREADS", "await Task.Run(() => { });")]
    [InlineData("THREADS", "await Task.Delay(1000, ct);")]
    [InlineData("THREADS", "new Thread(() => { }).Start();")]
    [InlineData("THREADS", "Parallel.For(0, 3, i => { });")]
    [InlineData("THREADS", "Task.CompletedTask.Wait();")]
    [InlineData("THREADS", "var r = Task.FromResult(1).Result;")]
    [InlineData("THREADS", "var t = new System.Timers.Timer(1);")]
    [InlineData("THREADS", "lock (job) { }")]
    [InlineData("THREADS", "ct.Register(() => { });")]
    [InlineData("DYNAMIC", "dynamic d = 1;")]
    [InlineData("CLOCK", "var n = DateTime.Now;")]
    [InlineData("CLOCK", "var n = DateTime.UtcNow;")]
    [InlineData("CLOCK", "var n = DateTimeOffset.UtcNow;")]
    [InlineData("CLOCK", "var n = TimeProvider.System;")]
    [InlineData("RANDOM", "var g = Guid.NewGuid();")]
    [InlineData("RANDOM", "var r = new Random();")]
    [InlineData("RANDOM", "Random r = new();")]
    [InlineData("RANDOM", "var r = Random.Shared.Next();")]
    [InlineData("RANDOM", "var h = \"x\".GetHashCode();")]
    [InlineData("ENVIRONMENT", "var r = System.Security.Cryptography.RandomNumberGenerator.GetBytes(4);")]
    [InlineData("TYPE", "var s = System.Linq.ParallelEnumerable.AsParallel(new int[1]);")]
    [InlineData("TYPE", "var d = new IntegrationAgent.Driver.DriverContext { Credentials = null!, Tokens = null! };")]
    [InlineData("TYPE", "var s = new IntegrationAgent.Driver.Secret(\"x\");")]
    [InlineData("CONSTANT", "var c = job.Connection(job.Parameters[\"x\"]); await c.GetFieldsAsync(\"Lead\", ct);")]
    [InlineData("CONSTANT", "await foreach (var r in job.Connection(\"salesforce\").QueryNativeAsync(\"SELECT \" + job.Parameters[\"x\"], null, ct)) job.Log(\"x\");")]
    public void Statement_that_a_script_may_not_have_is_refused(string family, string statement)
    {
        var report = Scripts.Check(Scripts.Around(statement));

        Assert.Equal(StepStatus.Failed, report.Steps[1].Status);
        Assert.Contains($"E-POL-{family}", report.Diagnostics.Select(one => one.Code));
        Assert.Null(report.Assembly);
        Assert.All(report.Diagnostics, one => Assert.NotEqual("", one.NextAction));
    }

    [Theory]
    [InlineData("ATTRIBUTE", "static class Start { [System.Runtime.CompilerServices.ModuleInitializer] public static void Go() { } }")]
    [InlineData("ATTRIBUTE", "static class Native { [System.Runtime.InteropServices.DllImport(\"libc\")]\n public static extern int getpid(); }")]
    [InlineData("UNSAFE", "static class Native { public static extern int getpid(); }")]
    [InlineData("ATTRIBUTE", "[SourceObject(\"salesforce\", \"User\")] public sealed class User : SourceRecord { }")]
    [InlineData("SYNTAX", "class Late { ~Late() { } }")]
    [InlineData("STATE", "static class Kept { public static int Count; }")]
    [InlineData("STATE", "static class Kept { public static int Count { get; set; } }")]
    [InlineData("STATE", "static class Kept { public static readonly List<string> Seen = []; }")]
    [InlineData("STATE", "static class Kept { public static readonly string[] Seen = []; }")]
    [InlineData("THREADS", "static class Fire { public static async void Go() { await Task.CompletedTask; } }")]
    public void Declaration_that_a_script_may_not_have_is_refused(string family, string declaration)
    {
        var report = Scripts.Check(Scripts.Around("", after: declaration));

        Assert.Contains($"E-POL-{family}", report.Diagnostics.Select(one => one.Code));
        Assert.Null(report.Assembly);
    }

    [Theory]
    [InlineData("#:package Evil.Package@1.0.0\n")]
    [InlineData("#:property AllowUnsafeBlocks=true\n")]
    [InlineData("#:sdk Microsoft.NET.Sdk.Web\n")]
    [InlineData("#:project ../x\n")]
    [InlineData("#pragma warning disable\n")]
    [InlineData("#pragma checksum \"a\" \"{ff1816ec-aa5e-4d10-87f7-6f4963833460}\" \"ab\"\n")]
    [InlineData("#line 100 \"other.cs\"\n")]
    [InlineData("#nullable disable\n")]
    [InlineData("#if DEBUG\nevil\n#endif\n")]
    [InlineData("#region x\n#endregion\n")]
    public void Directive_outside_of_the_allowed_set_is_refused(string directive)
    {
        var report = Scripts.Check(Scripts.Around("", before: directive));

        Assert.Contains("E-POL-DIRECTIVE", report.Diagnostics.Select(one => one.Code));
        Assert.Null(report.Assembly);
    }

    [Theory]
    [InlineData("#r \"System.Net.Http\"\n")]
    [InlineData("#load \"other.cs\"\n")]
    [InlineData("extern alias other;\n")]
    [InlineData("global using System.IO;\n")]
    [InlineData("namespace System.Runtime.CompilerServices { }\n")]
    public void Construct_of_other_kinds_of_programs_is_refused(string construct)
    {
        var report = Scripts.Check(Scripts.Around("", before: construct));

        Assert.False(report.Ok);
        Assert.Null(report.Assembly);
    }

    [Theory]
    [InlineData("// \u202Egnihtyna")]
    [InlineData("var a\u200Bb = 1;")]
    [InlineData("// \u2066x")]
    [InlineData("// \u0007")]
    [InlineData("// \uFEFF")]
    [InlineData("// \U000E0041")]
    public void Hidden_character_is_refused(string statement)
    {
        var report = Scripts.Check(Scripts.Around(statement + "\n"));

        Assert.Contains("E-POL-TEXT", report.Diagnostics.Select(one => one.Code));
    }

    [Theory]
    [InlineData(".Where(lead => lead.Name.ToString().Length > 3)")]
    [InlineData(".Where(lead => lead.Name == lead.Email)")]
    [InlineData(".Where(lead => lead.Name.ToString().ToUpperInvariant() == \"X\")")]
    [InlineData(".Where(lead => lead.AnnualRevenue * 2 > 100)")]
    [InlineData(".Where(lead => lead.Name.ToString().StartsWith(\"a\", StringComparison.OrdinalIgnoreCase))")]
    public void Condition_without_a_counterpart_is_refused(string where)
    {
        var report = Scripts.Check(Scripts.Flow(where));

        Assert.Contains("E-POL-FILTER", report.Diagnostics.Select(one => one.Code));
    }

    [Theory]
    [InlineData(".Where(lead => lead.CreatedDate >= job.Now.AddDays(-30))")]
    [InlineData(".Where(lead => lead.Name == \"x\" || (lead.AnnualRevenue > 1000 && !(lead.IsConverted == true)))")]
    [InlineData(".Where(lead => lead.Email.EndsWith(\"@example.com\") && !string.IsNullOrEmpty(lead.Name))")]
    [InlineData(".Where(lead => new[] { \"Web\", \"Phone\" }.Contains(lead.LeadSource))")]
    [InlineData(".Where(lead => lead.Email != null && lead.CreatedDate.HasValue)")]
    [InlineData(".Where(lead => lead.CampaignName == job.Parameters[\"campaign\"]).OrderByDescending(lead => lead.CreatedDate).Take(10)")]
    public void Condition_with_a_counterpart_passes(string where)
    {
        var report = Scripts.Check(Scripts.Flow(where));

        Assert.True(report.Ok, string.Join("\n", report.Diagnostics));
    }

    [Theory]
    [InlineData("var count = 0; ", "(count++).ToString()")]
    [InlineData("var seen = new List<string>(); ", "Keep(seen, lead.Name.ToString())")]
    [InlineData("var seen = new HashSet<string>(); ", "seen.Add(lead.Name.ToString()) ? \"a\" : \"b\"")]
    [InlineData("var count = 0; string Next() => (count++).ToString(); ", "Next()")]
    [InlineData("var last = \"\"; ", "(last = lead.Name.ToString())")]
    [InlineData("var map = new Dictionary<string, string>(); ", "(map[\"a\"] = lead.Name.ToString())")]
    public void State_between_records_is_refused(string before, string name)
    {
        if (name.StartsWith("Keep", StringComparison.Ordinal))
            name = "((Func<string>)(() => { seen.Add(lead.Name.ToString()); return \"a\"; }))()";

        var report = Scripts.Check(Scripts.Flow(before: before, name: name));

        Assert.Contains("E-POL-STATE", report.Diagnostics.Select(one => one.Code));
    }

    [Theory]
    [InlineData("", "lead.Name.ToString().Trim().ToUpperInvariant()")]
    [InlineData("", "lead.Email.IsNullOrEmpty ? \"none\" : lead.Email")]
    [InlineData("", "$\"{lead.Name} ({lead.AnnualRevenue:0.00})\"")]
    [InlineData("", "System.Text.RegularExpressions.Regex.Replace(lead.Name.ToString(), \"[^a-z]\", \"\")")]
    [InlineData("var names = new Dictionary<string, string> { [\"Web\"] = \"Internet\" }; ", "names.GetValueOrDefault(lead.LeadSource.ToString(), \"other\")")]
    [InlineData("static string Clean(string? text) => (text ?? \"\").Replace(\"-\", \"\"); ", "Clean(lead.Name)")]
    [InlineData("var cut = \"abc\"; ", "lead.Name.ToString() + cut.Insert(1, \"x\")")]
    [InlineData("", "string.Join(\", \", lead.Name.ToString().Split(' ').Reverse().Where(part => part.Length > 1))")]
    public void Ordinary_code_passes(string before, string name)
    {
        var report = Scripts.Check(Scripts.Flow(before: before, name: name));

        Assert.True(report.Ok, string.Join("\n", report.Diagnostics));
    }

    [Fact]
    public void Helper_types_of_a_script_pass()
    {
        var report = Scripts.Check(Scripts.Around(
            "var p = new Pair(\"a\", 1); job.Log(p.ToString() + Known.Names[0] + Known.Limit);",
            after: "internal sealed record Pair(string Name, int Count);\ninternal static class Known { public static readonly IReadOnlyList<string> Names = [\"a\"]; public const int Limit = 3; }\n"));

        Assert.True(report.Ok, string.Join("\n", report.Diagnostics));
    }

    [Fact]
    public void Binding_of_another_connection_is_refused()
    {
        var report = Scripts.Check(Scripts.Around("var all = await job.Connection(\"warehouse\").Query<Lead>().ToListAsync(ct);"));

        Assert.Contains("E-POL-BINDING", report.Diagnostics.Select(one => one.Code));
    }
}
