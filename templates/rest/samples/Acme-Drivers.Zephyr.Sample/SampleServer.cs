using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Acme_Drivers.Zephyr.Sample;

/// <summary>The server of the sample installation, on this machine and over real HTTP.</summary>
public sealed class SampleServer : IAsyncDisposable
{
//#if (usesApiKey)
    /// <summary>The one key that the server knows.</summary>
    public const string ApiKey = "sample-key-4f1c9a";

//#endif
//#if (usesBasic)
    /// <summary>The one user that the server knows.</summary>
    public const string User = "integration";

    /// <summary>That user's password.</summary>
    public const string Password = "sample-password-4f1c9a";

//#endif
//#if (usesOAuth)
    /// <summary>The one client that the server knows.</summary>
    public const string ClientId = "sample-client";

    /// <summary>A client that an administrator gave no right but to sign in.</summary>
    public const string PowerlessClientId = "sample-client-without-rights";

//#if (canWrite)
    /// <summary>A client that may only read.</summary>
    public const string ReadingClientId = "sample-client-that-reads";

//#endif
    /// <summary>The secret of each client.</summary>
    public const string ClientSecret = "sample-secret-4f1c9a";

    private readonly Dictionary<string, string> tokens = new(StringComparer.Ordinal);
//#endif
    private readonly WebApplication app;
    private readonly Lock gate = new();

    private SampleServer(WebApplication app, SampleStore store)
    {
        this.app = app;
        Store = store;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address => new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>What it holds. Changed under <see cref="Locked"/> while requests may come.</summary>
    public SampleStore Store { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="store">What it holds.</param>
    /// <param name="port">Where to listen; 0 for any free port.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<SampleServer> StartAsync(SampleStore store, int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var server = new SampleServer(builder.Build(), store);
        server.app.Run(server.AnswerAsync);
        await server.app.StartAsync(cancellationToken);
        return server;
    }

    /// <summary>Looks at the store, or changes it, while no request is answered.</summary>
    public T Locked<T>(Func<SampleStore, T> look)
    {
        lock (gate)
            return look(Store);
    }

    /// <summary>Ends when somebody presses Ctrl+C, or ends the process in any other orderly way.</summary>
    public Task WaitForShutdownAsync() => app.WaitForShutdownAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        byte[] answer;
        lock (gate)
        {
            context.Response.Headers["X-RateLimit-Limit"] = "20000";
            context.Response.Headers["X-RateLimit-Remaining"] = "19000";
            try
            {
                answer = Answer(context, body.ToArray());
            }
            catch (SampleFault fault)
            {
                context.Response.StatusCode = fault.Status;
                answer = Json(json => WriteError(json, fault));
            }
        }

        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private byte[] Answer(HttpContext context, byte[] body)
    {
        var path = context.Request.Path.Value!.Trim('/').Split('/');
        var method = context.Request.Method;
//#if (usesOAuth)
        if (method == "POST" && path is ["oauth", "token"])
            return Token(QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body)));
//#endif
        Authenticate(context.Request);
        return (method, path) switch
        {
            ("GET", ["api", "v1", "me"]) => Json(WriteMe),
            ("GET", ["api", "v1", "objects"]) => Json(WriteObjects),
            ("GET", ["api", "v1", "objects", var name]) => Json(json => WriteObject(json, Store.Table(name))),
            ("GET", ["api", "v1", "objects", var name, "records"]) => new SampleQuery(Store, Store.Table(name), QueryHelpers.ParseQuery(context.Request.QueryString.Value)).Run(),
            ("POST", ["api", "v1", "objects", var name, "records", "query"]) => new SampleQuery(Store, Store.Table(name), QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body))).Run(),
//#if (canWrite)
            ("POST", ["api", "v1", "objects", var name, "batch"]) => Batch(Store.Table(name), body),
//#endif
            _ => throw new SampleFault(404, "no_such_address"),
        };
    }

//#if (usesApiKey)
    private static void Authenticate(HttpRequest request)
    {
        if (request.Headers["X-Api-Key"] != ApiKey)
            throw new SampleFault(401, "bad_credential");
    }
//#endif
//#if (usesBasic)
    private static void Authenticate(HttpRequest request)
    {
        if (request.Headers.Authorization != "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")))
            throw new SampleFault(401, "bad_credential");
    }
//#endif
//#if (usesOAuth)
    /// <summary>Ends every token that was given out, as time would.</summary>
    public void ExpireTokens()
    {
        lock (gate)
            tokens.Clear();
    }

    private void Authenticate(HttpRequest request)
    {
        var token = request.Headers.Authorization.ToString();
        if (!token.StartsWith("Bearer ", StringComparison.Ordinal) || !tokens.TryGetValue(token["Bearer ".Length..], out var scopes))
            throw new SampleFault(401, "bad_credential");
//#if (canWrite)
        var needed = request.Path.Value!.EndsWith("/batch", StringComparison.Ordinal) ? "records.write" : "records.read";
//#else
        const string needed = "records.read";
//#endif
        if (!scopes.Split(' ').Contains(needed))
            throw new SampleFault(403, "missing_scope", needed);
    }

    private byte[] Token(Dictionary<string, Microsoft.Extensions.Primitives.StringValues> form)
    {
        var client = form.GetValueOrDefault("client_id").ToString();
        var granted = client switch
        {
//#if (canWrite)
            ClientId => "records.read records.write",
            ReadingClientId => "records.read",
//#else
            ClientId => "records.read",
//#endif
            PowerlessClientId => "",
            _ => throw new SampleFault(401, "bad_credential"),
        };
        if (form.GetValueOrDefault("client_secret") != ClientSecret)
            throw new SampleFault(401, "bad_credential");
        var token = "sample-token-" + Guid.NewGuid().ToString("N");
        tokens[token] = granted;
        return Json(json => json.WriteString("access_token", token));
    }
//#endif
//#if (usesNothing)
    private static void Authenticate(HttpRequest request) => _ = request;
//#endif
//#if (canWrite)

    private byte[] Batch(SampleTable table, byte[] body)
    {
        using var document = JsonDocument.Parse(body);
        var sent = document.RootElement;
        var mode = sent.GetProperty("mode").GetString()!;
        var key = sent.TryGetProperty("key", out var named) ? named.GetString() : null;
        var undo = sent.GetProperty("all_or_none").GetBoolean() ? table.Keep() : null;
        var results = sent.GetProperty("records").EnumerateArray().Select(record => Write(table, mode, key, record)).ToList();
        if (undo is not null && results.Any(result => result.Fault is not null))
        {
            undo();
            results = [.. results.Select(result => result.Fault is null ? (Status: "failed", Id: "", new SampleFault(409, "conflict")) : result)];
        }

        return Json(json =>
        {
            json.WriteStartArray("results");
            foreach (var (status, id, fault) in results)
            {
                json.WriteStartObject();
                json.WriteString("status", status);
                json.WriteString("id", id.Length == 0 ? null : id);
                if (fault is not null)
                    WriteError(json, fault);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private (string Status, string Id, SampleFault? Fault) Write(SampleTable table, string mode, string? key, JsonElement record)
    {
        try
        {
            var (status, id) = table.Write(mode, key, record, Store.Clock.GetUtcNow());
            return (status, id, null);
        }
        catch (SampleFault fault)
        {
            return ("failed", "", fault);
        }
    }
//#endif

    private void WriteMe(Utf8JsonWriter json)
    {
        json.WriteString("user", "integration");
        json.WriteString("installation", "sample");
        json.WriteString("api_version", "v1");
        json.WriteStartArray("scopes");
        json.WriteStringValue("records.read");
//#if (canWrite)
        json.WriteStringValue("records.write");
//#endif
        json.WriteEndArray();
    }

    private void WriteObjects(Utf8JsonWriter json)
    {
        json.WriteStartArray("objects");
        foreach (var table in Shuffled(Store.Tables))
        {
            json.WriteStartObject();
            json.WriteString("name", table.Name);
            json.WriteString("label", table.Label);
            json.WriteBoolean("custom", table.Custom);
            json.WriteBoolean("writable", true);
            json.WriteNumber("count", table.Count);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteObject(Utf8JsonWriter json, SampleTable table)
    {
        json.WriteString("name", table.Name);
        json.WriteString("label", table.Label);
        json.WriteString("changed_by", "updated_at");
        json.WriteString("version", Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(',', table.Fields))))[..16]);
        json.WriteStartArray("key");
        json.WriteStringValue("id");
        json.WriteEndArray();
        json.WritePropertyName("fields");
        JsonSerializer.Serialize(json, Shuffled(table.Fields).Select(field => new
        {
            field.Name,
            field.Type,
            field.Label,
            field.Required,
            Nullable = !field.Required && field.Name is not ("id" or "updated_at"),
            field.Writable,
            Filterable = field.Sortable,
            field.Sortable,
            field.Unique,
            UpsertKey = field.Name == "external_id",
            field.Custom,
            field.MaxLength,
            field.Precision,
            field.Scale,
            field.Choices,
            field.References,
            field.Path,
        }), new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });
    }

    private IEnumerable<T> Shuffled<T>(IEnumerable<T> items)
    {
        var list = items.ToArray();
        if (Store.Seed != 0)
            new Random(Store.Seed).Shuffle(list);
        return list;
    }

    private static void WriteError(Utf8JsonWriter json, SampleFault fault)
    {
        json.WriteStartObject("error");
        json.WriteString("code", fault.Code);
        json.WriteString("field", fault.Field);
        json.WriteEndObject();
    }

    private static byte[] Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
