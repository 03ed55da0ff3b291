using IntegrationAgent.Agent.Packages;

namespace IntegrationAgent.Agent.Tests.Packages;

public sealed class CapabilityTests : StoreFixture
{
    public static TheoryData<string, string, string> Uses => new()
    {
        { DriverCapability.Network, "public class A { public object M() => new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp); }", "System.Net.Sockets.Socket.ctor" },
        { DriverCapability.Network, "public class A { public object M() => new System.Net.Http.SocketsHttpHandler(); }", "System.Net.Http.SocketsHttpHandler.ctor" },
        { DriverCapability.NativeCode, "public class A { [System.Runtime.InteropServices.DllImport(\"libc\", EntryPoint = \"system\")] public static extern int M(string s); }", "libc!system" },
        { DriverCapability.Process, "public class A { public void M() => System.Diagnostics.Process.Start(\"sh\"); }", "System.Diagnostics.Process.Start" },
        { DriverCapability.Files, "public class A { public string M() => System.IO.File.ReadAllText(\"/etc/passwd\"); }", "System.IO.File.ReadAllText" },
        { DriverCapability.Files, "public class A { public string M() => new System.IO.StreamReader(\"/etc/passwd\").ReadToEnd(); }", "System.IO.StreamReader.ctor" },
        { DriverCapability.Environment, "public class A { public string M() => System.Environment.GetEnvironmentVariable(\"SECRET\"); }", "System.Environment.GetEnvironmentVariable" },
        { DriverCapability.AssemblyLoad, "public class A { public object M(byte[] b) => System.Reflection.Assembly.Load(b); }", "System.Reflection.Assembly.Load" },
        { DriverCapability.CodeGeneration, "public class A { public object M() => new System.Reflection.Emit.DynamicMethod(\"m\", null, null); }", "System.Reflection.Emit.DynamicMethod.ctor" },
        { DriverCapability.ModuleInitializer, "public static class A { [System.Runtime.CompilerServices.ModuleInitializer] public static void M() { } }", "<Module>.cctor" },
    };

    [Theory]
    [MemberData(nameof(Uses))]
    public async Task What_the_code_can_do_and_does_not_declare_blocks_until_accepted(string capability, string code, string evidence)
    {
        PackageBuilder.Driver(code: code).WriteTo(Feed);

        var refusal = await RefusedAsync("E-PKG-CAPABILITY");
        Assert.Contains($"{capability} in lib/Acme.Drivers.Widgets.dll ({evidence}", refusal.Message, StringComparison.Ordinal);

        var finding = Assert.Single((await AddAsync(accepted: [capability])).Capabilities);
        Assert.Equal((capability, false, true), (finding.Capability, finding.Declared, finding.Accepted));
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public async Task What_the_manifest_declares_is_installed_and_reported(string capability, string code, string evidence)
    {
        PackageBuilder.Driver(code: code, manifestMembers: $"\"uses\":[\"{capability}\"]").WriteTo(Feed);

        var finding = Assert.Single((await AddAsync()).Capabilities);

        Assert.Equal((capability, true), (finding.Capability, finding.Declared));
        Assert.Contains(evidence, finding.Evidence);
    }

    [Fact]
    public async Task A_dependency_is_read_as_closely_as_the_driver()
    {
        PackageBuilder.Driver().DependsOn("Acme.Core", "1.0.0").WriteTo(Feed);
        new PackageBuilder("Acme.Core", "1.0.0")
            .Add("lib/net8.0/Acme.Core.dll", PackageBuilder.Compile("Acme.Core", "public class A { public void M() => System.Diagnostics.Process.Start(\"sh\"); }"))
            .WriteTo(Feed);

        Assert.Contains("process in lib/Acme.Core.dll", (await RefusedAsync("E-PKG-CAPABILITY")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_native_library_is_native_code()
    {
        var rid = System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier;
        PackageBuilder.Driver().Add($"runtimes/{rid}/native/libwidget.so", "\u007fELF").WriteTo(Feed);

        Assert.Contains("native_code in lib/libwidget.so", (await RefusedAsync("E-PKG-CAPABILITY")).Message, StringComparison.Ordinal);
        Assert.Contains("lib/libwidget.so", (await AddAsync(accepted: [DriverCapability.NativeCode])).Files.Keys);
    }

    [Fact]
    public async Task A_file_that_only_says_it_is_an_assembly_is_not_waved_through()
    {
        PackageBuilder.Driver().Add("lib/net10.0/Odd.dll", "\u007fELF").WriteTo(Feed);

        await RefusedAsync("E-PKG-CAPABILITY");
    }

    [Fact]
    public async Task Declared_hosts_and_file_settings_declare_what_they_need()
    {
        PackageBuilder.Driver(
            code: "public class A { public object M() => new System.Net.Http.HttpClientHandler(); public bool N() => System.IO.File.Exists(\"x\"); }",
            manifestMembers: """ "egress":["api.widgets.example"],"settings":[{"name":"path","kind":"file"}] """).WriteTo(Feed);

        Assert.All((await AddAsync()).Capabilities, finding => Assert.True(finding.Declared));
    }

    [Fact]
    public async Task Plain_code_needs_no_capability()
    {
        PackageBuilder.Driver(code: "public class A { public string M(System.IO.Stream s) => new System.IO.StreamReader(s).ReadToEnd() + System.Environment.NewLine; }").WriteTo(Feed);

        Assert.Empty((await AddAsync()).Capabilities);
    }
}
