using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Requirements;
using Microsoft.Data.Sqlite;

namespace IntegrationAgent.Chaos;

/// <summary>A simulated org, a process of its own that keeps its records in a file, and a SQLite file as the target. The state is a file too.</summary>
internal sealed class OrgWorld(int rows) : World
{
    public const string Integration = "lead-sync";
    private const int Changes = 200;

    private const string Body = """
        #:package IntegrationAgent.Scripting@1.0.0
        #:package IntegrationAgent.Drivers.Salesforce@1.0.0
        #:package IntegrationAgent.Drivers.Sqlite@1.0.0
        #:property PublishAot=false

        return await Integration.RunAsync(args, async (job, ct) =>
        {
            var leads = job.Connection("salesforce").Query<Lead>();
            await job.Connection("warehouse").UpsertAsync(
                leads.Select(lead => new LeadRow { SfId = lead.Id, Name = lead.Name, Email = lead.Email, Source = lead.LeadSource }),
                key: row => row.SfId, ct);
        });

        """;

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private TcpProxy source = null!;
    private Process? simulator;
    private string clientId = "", clientSecret = "";
    private int port;

    public override TcpProxy Source => source;

    public override int? SourceProcess => simulator?.Id;

    private string Database => Path.Combine(Folder, "data", "warehouse.db");

    /// <summary>Arms a fault of the simulator itself.</summary>
    public Task FaultAsync(object fault, CancellationToken cancellationToken) => ControlAsync("fault", fault, cancellationToken);

    public Task ControlAsync(string action, object body, CancellationToken cancellationToken) => PostAsync(action, body, cancellationToken);

    /// <summary>SQL on the target, as somebody else who uses the file.</summary>
    public void Alter(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False;Default Timeout=20");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public override async Task PrepareAsync(string integration, Random random, CancellationToken cancellationToken)
    {
        await PostAsync("update", new { @object = "Lead", count = Changes + random.Next(Changes) }, cancellationToken);
        Alter("DELETE FROM effects");
    }

    public override async Task MutateSourceAsync(Random random, CancellationToken cancellationToken)
    {
        await PostAsync("update", new { @object = "Lead", count = 50 }, cancellationToken);
        for (var i = 0; i < 5; i++)
        {
            await PostAsync(
                "create",
                new { @object = "Lead", values = new { LastName = $"Late {random.Next()}", Company = "Chaos", Email = $"late.{random.Next()}@example.com" }, agoSeconds = random.Next(0, 5) },
                cancellationToken);
        }
    }

    public override async Task<Dictionary<string, string>> SourceRowsAsync(string integration, CancellationToken cancellationToken)
    {
        var direct = $"http://127.0.0.1:{port}";
        using var token = await http.PostAsync(
            direct + "/services/oauth2/token",
            new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", clientId), new("client_secret", clientSecret)]),
            cancellationToken);
        var bearer = (await token.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("access_token").GetString()!;
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var next = "/services/data/v62.0/query?q=" + Uri.EscapeDataString("SELECT Id, Name, Email, LeadSource FROM Lead"); next is not null;)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, direct + next);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
            using var answer = await http.SendAsync(request, cancellationToken);
            var page = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            foreach (var row in page.GetProperty("records").EnumerateArray())
                found.Add(row.GetProperty("Id").GetString()!, string.Join('|', row.GetProperty("Name").GetString(), row.GetProperty("Email").GetString(), row.GetProperty("LeadSource").GetString()));
            next = page.TryGetProperty("nextRecordsUrl", out var url) ? url.GetString() : null;
        }

        return found;
    }

    public override Task<List<(string Key, string Value)>> TargetRowsAsync(string integration, CancellationToken cancellationToken) =>
        Task.FromResult(Read("SELECT sf_id, concat_ws('|', name, coalesce(email, ''), coalesce(source, '')) FROM leads", row => (row.GetString(0), row.GetString(1))));

    public override Task<List<NotedEffect>> EffectsAsync(string integration, CancellationToken cancellationToken) =>
        Task.FromResult(Read("SELECT key, operation, value FROM effects ORDER BY n", row => new NotedEffect(row.GetString(0), row.GetString(1), row.GetString(2))));

    public override async Task KillSourceAsync(CancellationToken cancellationToken)
    {
        simulator!.Kill();
        await simulator.WaitForExitAsync(cancellationToken);
        simulator.Dispose();
        simulator = null;
    }

    public override async Task StartSourceAsync(CancellationToken cancellationToken)
    {
        var start = AgentProcess.Command(Folder, ["simulate", "salesforce", "--leads", Text(rows), "--seed", "7", "--port", Text(port), "--store", Path.Combine(Folder, "org.db"), "--control", "--json"]);
        simulator = Process.Start(start)!;
        var text = "";
        while (!text.Contains("\n}", StringComparison.Ordinal))
        {
            text += await simulator.StandardOutput.ReadLineAsync(cancellationToken) is { } line
                ? line + "\n"
                : throw new InvalidOperationException("The simulator did not start: " + await simulator.StandardError.ReadToEndAsync(cancellationToken));
        }

        using var said = JsonDocument.Parse(text);
        port = new Uri(said.RootElement.GetProperty("address").GetString()!).Port;
        clientId = said.RootElement.GetProperty("clientId").GetString()!;
        clientSecret = said.RootElement.GetProperty("clientSecret").GetString()!;
    }

    public override async ValueTask DisposeAsync()
    {
        if (simulator is not null)
            await KillSourceAsync(CancellationToken.None);
        if (source is not null)
            await source.DisposeAsync();
        http.Dispose();
        await base.DisposeAsync();
    }

    protected override async Task SetUpAsync(CancellationToken cancellationToken)
    {
        await StartSourceAsync(cancellationToken);
        source = new TcpProxy(port);
        Directory.CreateDirectory(Path.Combine(Folder, "data"));
        Alter("""
            CREATE TABLE leads (sf_id TEXT NOT NULL PRIMARY KEY, name TEXT, email TEXT, source TEXT);
            CREATE TABLE effects (n INTEGER PRIMARY KEY, key TEXT NOT NULL, operation TEXT NOT NULL, value TEXT NOT NULL);
            CREATE TRIGGER noted_insert AFTER INSERT ON leads BEGIN
              INSERT INTO effects (key, operation, value) VALUES (new.sf_id, 'insert', concat_ws('|', new.name, new.email, new.source)); END;
            CREATE TRIGGER noted_update AFTER UPDATE ON leads BEGIN
              INSERT INTO effects (key, operation, value) VALUES (new.sf_id, 'update', concat_ws('|', new.name, new.email, new.source)); END;
            """);
        var address = $"http://127.0.0.1:{source.Port}";
        await using var host = await OpenAsync(
            "sqlite",
            $"SF_CLIENT_ID={clientId}\nSF_CLIENT_SECRET={clientSecret}\n",
            ["IntegrationAgent.Drivers.Salesforce", "IntegrationAgent.Drivers.Sqlite"],
            [
                new ConnectionDefinition { Name = "salesforce", DriverId = "salesforce", Settings = new Dictionary<string, string> { ["login_url"] = address, ["instance_url"] = address } },
                new ConnectionDefinition { Name = "warehouse", DriverId = "sqlite", Settings = new Dictionary<string, string> { ["path"] = "data/warehouse.db" } },
            ],
            cancellationToken);
        var service = await ApproveAsync(host, Sheet, Body, cancellationToken);
        await RunAsync(service, Integration, cancellationToken);
        // The runs to come change what is there: they need a plan that says so.
        await PostAsync("update", new { @object = "Lead", count = 3 * Changes }, cancellationToken);
        await ApproveAsync(host, Sheet, Body, cancellationToken);
        await RunAsync(service, Integration, cancellationToken);
    }

    private static RequirementsSheet Sheet { get; } = new()
    {
        Integration = Integration,
        Request = "sync leads from Salesforce to the warehouse",
        Source = new ObjectChoice("salesforce", "Lead"),
        Target = new ObjectChoice("warehouse", "leads"),
        Fields = [Map("Id", "sf_id"), Map("Name", "name"), Map("Email", "email"), Map("LeadSource", "source")],
        SourceKey = "Id",
        TargetKey = "sf_id",
        Conflict = ConflictRule.SourceWins,
        Deletes = SourceDeleteRule.Ignore,
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task PostAsync(string action, object body, CancellationToken cancellationToken)
    {
        using var answer = await http.PostAsJsonAsync($"http://127.0.0.1:{port}/__control/{action}", body, cancellationToken);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"The simulator refused {action}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
    }

    private List<T> Read<T>(string sql, Func<SqliteDataReader, T> map)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False;Default Timeout=20");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var found = new List<T>();
        while (reader.Read())
            found.Add(map(reader));
        return found;
    }
}
