using System.Security.Cryptography;
using Basic.Reference.Assemblies;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Driver;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IntegrationAgent.Agent.Tests.DriverHosts;

/// <summary>A driver that does, operation by operation, what drivers should not; compiled once for all tests.</summary>
internal static class ProbeDriver
{
    private const string Source = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using System.Net.Http;
        using System.Runtime.CompilerServices;
        using System.Text.Json;
        using System.Threading;
        using System.Threading.Tasks;
        using IntegrationAgent.Driver;

        public sealed class ProbingDriver : IDriver
        {
            public async ValueTask<IDriverClient> ConnectAsync(ConnectionSettings settings, DriverContext context, CancellationToken ct)
            {
                switch (settings.GetOptional("mode"))
                {
                    case "refuse": throw new DriverException(DriverErrorCode.AuthenticationFailed, "The password was refused.");
                    case "unreachable": throw new DriverException(DriverErrorCode.ConnectionFailed, "Nobody answers.");
                    case "break": throw new InvalidOperationException("internal secret detail");
                    case "hang": await Task.Delay(-1, ct); break;
                    case "die": Environment.FailFast("gone"); break;
                }

                return new ProbingClient(context);
            }
        }

        public sealed class ProbingClient(DriverContext context) : IDriverClient, IDriverOperations, IChangeFeed, IRecordWriter
        {
            private static readonly RecordSchema Schema = new([new RecordField { Name = "n", Type = FieldType.Int64 }]);

            public Task<ConnectionCheck> CheckAsync(CancellationToken ct) => Task.FromResult(new ConnectionCheck { System = "probe", ApiVersion = "1", Identity = "me" });

            public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(ListObjectsRequest request, CancellationToken ct) => throw new DriverException(DriverErrorCode.AuthenticationFailed, "The token expired.");

            public Task<ObjectSchema> GetFieldsAsync(GetFieldsRequest request, CancellationToken ct) => throw new DriverException(DriverErrorCode.ObjectNotFound, "No such object.") { Suggestions = ["other"], Retry = RetryAdvice.AfterUserAction };

            public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(GetRelationshipsRequest request, CancellationToken ct) => throw new InvalidOperationException("internal secret detail");

            public async IAsyncEnumerable<RecordPage> QueryAsync(QueryRequest request, [EnumeratorCancellation] CancellationToken ct)
            {
                using var writer = new RecordPageWriter(Schema);
                for (var i = 0L; ; i++)
                {
                    writer.BeginRecord();
                    writer.WriteInt64(i);
                    writer.EndRecord();
                    if (request.Object == "silent" && i == 3) yield break;
                    yield return writer.ToPage(request.Object == "budget" && i == 3 ? StopReason.Budget : request.Object == "late" && i == 3 ? StopReason.Exhausted : null);
                    await Task.Yield();
                    ct.ThrowIfCancellationRequested();
                }
            }

            public async IAsyncEnumerable<ChangePage> GetChangesAsync(ChangesRequest request, [EnumeratorCancellation] CancellationToken ct)
            {
                for (var i = 0; i < 3; i++)
                {
                    using var writer = new RecordPageWriter(Schema);
                    writer.BeginRecord();
                    writer.WriteInt64(i);
                    writer.EndRecord();
                    await Task.Yield();
                    yield return new ChangePage { Changed = writer.ToPage(i == 2 ? StopReason.Exhausted : null), DeletedIds = ["d" + i], Position = "p" + i };
                }
            }

            public Task<WriteResponse> WriteAsync(WriteRequest request, CancellationToken ct) => request.Object == "short"
                ? Task.FromResult(new WriteResponse { Outcomes = [] })
                : throw new InvalidOperationException("internal secret detail");

            public ValueTask<RateLimitStatus> GetRateLimitAsync(CancellationToken ct) => new(new RateLimitStatus());

            public ValueTask DisposeAsync() => default;

            public async Task<JsonElement> InvokeOperationAsync(string operation, JsonElement arguments, CancellationToken ct)
            {
                var text = arguments.GetProperty("text").GetString();
                var result = operation switch
                {
                    "credential" => (await context.Credentials.GetAsync(text, ct))?.Reveal() ?? "(none)",
                    "token" => await Token(text, ct),
                    "read" => Try(() => File.ReadAllText(text)),
                    "environment" => string.Join(",", Environment.GetEnvironmentVariables().Keys.Cast<string>()),
                    "get" => await Get(text, ct),
                    "dial" => Dial(int.Parse(text)),
                    "type" => Try(() => System.Reflection.Assembly.Load(text).FullName),
                    "print" => Print(text),
                    "log" => Log(text),
                    "thread" => Thread(),
                    "exit" => Exit(),
                    "wait" => await Wait(ct),
                    _ => throw new DriverException(DriverErrorCode.Unsupported, "No such operation."),
                };
                return JsonSerializer.SerializeToElement(result);
            }

            private async Task<string> Token(string value, CancellationToken ct)
            {
                var first = await context.Tokens.CompareAndSwapAsync("t", 0, new Secret(value), ct);
                var lost = await context.Tokens.CompareAndSwapAsync("t", 0, new Secret("other"), ct);
                var stored = await context.Tokens.GetAsync("t", ct);
                return $"{first} {lost} {stored.Version} {stored.Value.Reveal()}";
            }

            private async Task<string> Get(string address, CancellationToken ct)
            {
                using var client = new HttpClient(context.CreateHttpHandler());
                try
                {
                    using var response = await client.GetAsync(address, ct);
                    return ((int)response.StatusCode).ToString();
                }
                catch (HttpRequestException exception)
                {
                    return exception.Message;
                }
            }

            // A socket of its own, past the handler.
            private static string Dial(int port)
            {
                using var client = new System.Net.Sockets.TcpClient();
                try { client.Connect("127.0.0.1", port); return "connected"; }
                catch (System.Net.Sockets.SocketException exception) { return exception.SocketErrorCode.ToString(); }
            }

            private static string Try(Func<string> read)
            {
                try { return read(); }
                catch (Exception exception) { return exception.GetType().Name; }
            }

            private static string Print(string text) { Console.WriteLine(text); return Console.In.ReadToEnd(); }

            private string Log(string text) { for (var i = 0; i < 5000; i++) context.Log.Write(DriverLogLevel.Information, "probe", text); return "done"; }

            private static string Thread() { new System.Threading.Thread(() => throw new InvalidOperationException("internal secret detail")).Start(); System.Threading.Thread.Sleep(-1); return ""; }

            private static string Exit() { Environment.Exit(3); return ""; }

            private static async Task<string> Wait(CancellationToken ct) { await Task.Delay(-1, ct); return ""; }
        }
        """;

    private static readonly Lazy<byte[]> Assembly = new(() => Compile("Probing", Source));

    /// <summary>Puts the driver into a folder.</summary>
    public static HostedDriver Install(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, "Probing.dll");
        File.WriteAllBytes(path, Assembly.Value);
        var manifest = """
            {"id":"probe","driverType":"ProbingDriver","contractVersion":"1.0","egress":["*.example.com"],"auth":[{"name":"password"}],
             "settings":[{"name":"mode","kind":"text","required":false},{"name":"url","kind":"url","required":false},{"name":"host","kind":"host","required":false},{"name":"port","kind":"integer","required":false}],
             "credentials":[{"name":"PROBE_PASSWORD","secret":true,"required":true,"authMethods":[]},{"name":"PROBE_USER","secret":false,"required":true,"authMethods":[]},
                            {"name":"PROBE_KEY","secret":true,"required":true,"authMethods":["key"]}]}
            """;
        return HostedDriver.FromManifest(path, new Dictionary<string, string> { [path] = Convert.ToHexStringLower(SHA256.HashData(Assembly.Value)) }, manifest);
    }

    /// <summary>The assembly of a driver whose source is a text of a test.</summary>
    internal static byte[] Compile(string name, string source)
    {
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source)],
            [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(IDriver).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics.Where(one => one.Severity == DiagnosticSeverity.Error)));
        return stream.ToArray();
    }
}
