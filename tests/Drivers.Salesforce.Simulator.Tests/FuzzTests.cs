using System.Globalization;
using System.Net.Sockets;
using System.Text;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Simulator.Tests;

/// <summary>No bytes give a 500: what is wrong is refused, whatever it is.</summary>
public sealed class FuzzTests
{
    private const string V = SimulatorFixture.Version;

    private static readonly string[] Queries =
    [
        "SELECT Id, Name FROM Lead WHERE CreatedDate = LAST_N_DAYS:30 AND Email LIKE '%a\\_b%' ORDER BY Name DESC NULLS LAST LIMIT 10 OFFSET 2",
        "SELECT Industry, COUNT(Id) n, SUM(AnnualRevenue) FROM Account GROUP BY Industry HAVING COUNT(Id) > 1 ORDER BY COUNT(Id)",
        "SELECT Id, (SELECT Id, LastName FROM Contacts WHERE Email != null LIMIT 2), Owner.Name FROM Account a WHERE a.Id IN (SELECT AccountId FROM Contact)",
        "SELECT TYPEOF What WHEN Account THEN Name ELSE Id END, Who.Type FROM Task WHERE Who.Type = 'Lead' AND ActivityDate >= 2026-01-01",
        "SELECT toLabel(Status), FORMAT(AnnualRevenue) f, convertCurrency(AnnualRevenue) FROM Lead WHERE Interests__c INCLUDES ('a;b','c') OR (NOT AnnualRevenue <> -1.5)",
        "SELECT CALENDAR_YEAR(convertTimezone(CreatedDate)), COUNT(Id) FROM Lead GROUP BY CALENDAR_YEAR(convertTimezone(CreatedDate))",
        "SELECT FIELDS(ALL) FROM Lead WHERE SystemModstamp > 2024-01-01T00:00:00Z AND Id > '00Q5e0000000001' LIMIT 200",
        "SELECT Industry, GROUPING(Industry), COUNT(Id) FROM Lead GROUP BY ROLLUP(Industry, Status)",
        "SELECT COUNT() FROM Lead WHERE Owner.Name = 'x' AND Id NOT IN (SELECT LeadId FROM CampaignMember)",
    ];

    private static readonly string[] Bodies =
    [
        """{"LastName":"A","Company":"B","Email":"a@example.com","AnnualRevenue":12.5,"OwnerId":"0055e000030suPF"}""",
        """{"allOrNone":true,"records":[{"attributes":{"type":"Lead"},"LastName":"A","Company":"B"},{"attributes":{"type":"Account"},"Id":"0015e000030suPF","Name":null}]}""",
        """{"allOrNone":false,"compositeRequest":[{"method":"POST","url":"/services/data/v66.0/sobjects/Account","referenceId":"a","body":{"Name":"P"}},{"method":"GET","url":"/services/data/v66.0/sobjects/Account/@{a.id}","referenceId":"b"}]}""",
        """{"batchRequests":[{"method":"GET","url":"v66.0/limits"},{"method":"PATCH","url":"v66.0/sobjects/Account/x","richInput":{"Name":"y"}}]}""",
        """{"records":[{"attributes":{"type":"Account","referenceId":"r1"},"Name":"T","Contacts":{"records":[{"attributes":{"type":"Contact","referenceId":"r2"},"LastName":"L"}]}}]}""",
        """{"ids":["00Q5e000030suPF"],"fields":["Id","Name"]}""",
        """{"operation":"query","query":"SELECT Id FROM Lead","columnDelimiter":"TAB","lineEnding":"CRLF"}""",
        """{"object":"Lead","operation":"upsert","externalIdFieldName":"Marketing_Id__c","lineEnding":"LF"}""",
        """{"state":"UploadComplete"}""",
        "grant_type=urn:ietf:params:oauth:grant-type:jwt-bearer&assertion=eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.AAAA",
        "grant_type=client_credentials&client_id=a&client_secret=b",
        "Marketing_Id__c,LastName,Company,Owner.Username\nMK-1,\"A \"\"b\"\"\",#N/A,x\n",
        "{\"LastName\":\"\\ud800\",\"Comp\\udfffany\":[[[]]]}",
        "{\"a\":1,\"a\":2}",
    ];

    /// <summary>Requests in which path and body fit each other, so that a small damage gets far.</summary>
    private static readonly (string Method, string Path, int Body)[] Fitting =
    [
        ("POST", V + "/sobjects/Lead", 0), ("POST", V + "/composite/sobjects", 1), ("POST", V + "/composite", 2), ("POST", V + "/composite/batch", 3), ("POST", V + "/composite/tree/Account", 4),
        ("POST", V + "/composite/sobjects/Lead", 5), ("POST", V + "/jobs/query", 6), ("POST", V + "/jobs/ingest", 7), ("POST", "/services/oauth2/token", 9), ("PATCH", V + "/composite/sobjects/Lead/Marketing_Id__c", 1),
    ];

    private static readonly string[] Paths =
    [
        "/services/data", V, V + "/sobjects", V + "/sobjects/Lead", V + "/sobjects/Lead/describe", V + "/sobjects/Lead/00Q5e000030suPF?fields=Id,Name", V + "/sobjects/Lead/Marketing_Id__c/MK-0000001",
        V + "/sobjects/Lead/updated?start=2026-01-01T00:00:00Z&end=2026-01-02T00:00:00%2B00:00", V + "/sobjects/Lead/deleted?start=x&end=y", V + "/query?q=x", V + "/query/0r8000000000000AAA-200", V + "/queryAll?q=SELECT+Id+FROM+Lead",
        V + "/query?explain=SELECT+Id+FROM+Lead", V + "/limits", V + "/limits/recordCount?sObjects=Lead", V + "/composite", V + "/composite/batch", V + "/composite/sobjects", V + "/composite/sobjects/Lead",
        V + "/composite/sobjects/Lead/Marketing_Id__c", V + "/composite/tree/Account", V + "/jobs/query", V + "/jobs/ingest", V + "/jobs/query/7500000000000001", V + "/jobs/ingest/75000000000A/batches", V + "/tooling/query?q=SELECT+Id+FROM+X",
        V + "/composite/graph", V + "/search?q=FIND+%7Bab%7D+RETURNING+Lead(Id,Name+LIMIT+2)", V + "/parameterizedSearch?q=ab", "/services/oauth2/authorize?response_type=code&client_id=3MVG9simulator.consumer.key&redirect_uri=http://x/",
        "/services/oauth2/token", "/services/oauth2/revoke?token=x", "/services/oauth2/introspect", "/services/oauth2/userinfo", "/id/a/b", "/", "//", "/%", "/%2F%2f%zz", "/services/data/v66.0/query?q=%ff%fe",
    ];

    /// <summary>What the mutated requests must have reached, however damaged.</summary>
    private static readonly string[] Resources =
    [
        "version", "sobjects", "sobjects/Lead", "sobjects/Lead/describe", "sobjects/Lead/{id}", "sobjects/Lead/updated", "sobjects/Lead/deleted", "sobjects/Lead/Marketing_Id__c/MK-0000001", "query", "query/{id}", "queryAll",
        "search", "parameterizedSearch", "limits", "limits/recordCount", "composite", "composite/batch", "composite/graph", "composite/sobjects", "composite/sobjects/Lead", "composite/tree/Account", "jobs/query", "jobs/ingest",
        "tooling/query", "services/oauth2/token", "services/oauth2/authorize", "services/oauth2/revoke", "services/oauth2/introspect", "services/oauth2/userinfo", "id/a/b",
    ];

    private static readonly string[] Methods = ["GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS", "MERGE"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Mutated_queries_are_answered_or_refused()
    {
        await using var org = await SimulatorFixture.StartAsync(Unlimited, leads: 40);
        var random = new Random(20260520);
        var counts = new SortedDictionary<int, int>();

        foreach (var query in Queries) await org.QueryAsync(query);
        for (var i = 0; i < 3000; i++)
        {
            var seed = Queries[random.Next(Queries.Length)];
            var query = random.Next(2) == 0 ? Mutate(random, seed, Queries) : Reword(random, seed);
            using var response = await org.Client.GetAsync(new Uri(V + "/query?q=" + Uri.EscapeDataString(query), UriKind.Relative), Token);
            Assert.True((int)response.StatusCode is 200 or 400 or 414 or 431, string.Create(CultureInfo.InvariantCulture, $"{(int)response.StatusCode}: {query}"));
            counts[(int)response.StatusCode] = counts.GetValueOrDefault((int)response.StatusCode) + 1;
        }

        Print("queries", counts);
        Assert.True(counts[200] > 300 && counts[400] > 1000);
    }

    [Fact]
    public async Task Mutated_requests_never_give_500()
    {
        await using var org = await SimulatorFixture.StartAsync(Unlimited, leads: 40);
        var random = new Random(42);
        var counts = new SortedDictionary<int, int>();

        for (var i = 0; i < 4000; i++)
        {
            var path = random.Next(3) == 0 ? Mutate(random, Paths[random.Next(Paths.Length)], Paths) : Paths[random.Next(Paths.Length)];
            var body = random.Next(2) == 0 ? Mutate(random, Bodies[random.Next(Bodies.Length)], Bodies) : Bodies[random.Next(Bodies.Length)];
            var method = Methods[random.Next(Methods.Length)];
            var bytes = random.Next(10) == 0 ? Noise(random) : Encoding.UTF8.GetBytes(body);
            if (random.Next(2) == 0)
            {
                (method, path, var fitting) = Fitting[random.Next(Fitting.Length)];
                bytes = Damage(random, Encoding.UTF8.GetBytes(Bodies[fitting]));
            }

            if (!Uri.TryCreate(org.Simulator.Address.ToString().TrimEnd('/') + (path.StartsWith('/') ? path : "/" + path), UriKind.Absolute, out var uri)) continue;
            using var request = new HttpRequestMessage(new HttpMethod(method), uri);
            if (method is not ("GET" or "HEAD")) request.Content = new ByteArrayContent(bytes);
            using var response = await org.Client.SendAsync(request, Token);
            counts[(int)response.StatusCode] = counts.GetValueOrDefault((int)response.StatusCode) + 1;
            Assert.True((int)response.StatusCode < 500, $"{(int)response.StatusCode}: {method} {uri}\n{Convert.ToBase64String(bytes)}");
        }

        Print("requests", counts);
        Assert.Superset(new HashSet<int> { 200, 201, 204, 400, 404, 405 }, counts.Keys.ToHashSet());
        var reached = org.Simulator.CallCounts.Keys;
        Assert.All(Resources, resource => Assert.Contains(reached, call => call.EndsWith(' ' + resource, StringComparison.OrdinalIgnoreCase)));
    }

    public static TheoryData<string, string> Unreadable => new()
    {
        { "sobjects/Lead", "{\"LastName\":\"\\ud800\",\"Company\":\"B\"}" },
        { "sobjects/Lead", "{\"Last\\udc00Name\":\"A\"}" },
        { "sobjects/Lead", "{\"LastName\":\"\u00ff\",\"Company\":\"B\"}" },
        { "composite", """{"compositeRequest":[{"method":"POST","url":"/services/data/v66.0/sobjects/Lead","referenceId":"a","body":{"LastName":"A","LastName":"B","Company":{"x":1,"x":2}}}]}""" },
        { "composite/sobjects", new string('[', 100) },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public async Task Body_that_cannot_be_read_is_refused(string path, string body)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 0);
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body)); // what is beyond ASCII is no UTF-8

        using var response = await org.Client.PostAsync(new Uri($"{V}/{path}", UriKind.Relative), content, Token);
        var text = await response.Content.ReadAsStringAsync(Token);

        Assert.True((int)response.StatusCode is 200 or 400, ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
        Assert.Contains("JSON_PARSER_ERROR", text);
        Assert.Equal(0, org.Simulator.CountRecords("Lead"));
    }

    [Fact]
    public async Task Mutated_uploads_end_as_finished_jobs()
    {
        await using var org = await SimulatorFixture.StartAsync(Unlimited, leads: 10);
        var random = new Random(7);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        const string Csv = "Marketing_Id__c,LastName,Company,Owner.Username,Lead_Score__c\nMK-0000001,\"A \"\"b\"\"\",#N/A,x,1.5\nN-1,L,C,,\n";

        for (var i = 0; i < 200; i++)
        {
            var (_, job) = await org.SendAsync(HttpMethod.Post, "jobs/ingest", Bodies[7]);
            var id = job.GetProperty("id").GetString();
            using var content = new ByteArrayContent(random.Next(10) switch
            {
                0 => Noise(random),
                < 5 => Encoding.UTF8.GetBytes(Mutate(random, Csv, Bodies)),
                _ => Encoding.UTF8.GetBytes(Csv[..(Csv.IndexOf('\n') + 1)] + Mutate(random, Csv[(Csv.IndexOf('\n') + 1)..], Bodies)),
            });
            using var put = await org.Client.PutAsync(new Uri($"{V}/jobs/ingest/{id}/batches", UriKind.Relative), content, Token);
            await org.SendAsync(HttpMethod.Patch, $"jobs/ingest/{id}", Bodies[8]);
            await org.GetAsync($"jobs/ingest/{id}");
            var end = await org.GetAsync($"jobs/ingest/{id}");

            Assert.Equal(201, (int)put.StatusCode);
            Assert.True(end.GetProperty("state").GetString() is "JobComplete" or "Failed", end.ToString());
            counts[end.GetProperty("state").GetString()!] = counts.GetValueOrDefault(end.GetProperty("state").GetString()!) + 1;
            foreach (var set in new[] { "successfulResults", "failedResults", "unprocessedrecords" })
            {
                using var results = await org.Client.GetAsync(new Uri($"{V}/jobs/ingest/{id}/{set}", UriKind.Relative), Token);
                Assert.Equal(200, (int)results.StatusCode);
            }
        }

        Print("uploads", counts);
        Assert.True(counts["JobComplete"] > 20 && counts["Failed"] > 20);
    }

    [Fact]
    public async Task Mutated_SOAP_calls_are_answered_or_get_a_fault()
    {
        await using var org = await SimulatorFixture.StartAsync(Unlimited, leads: 5);
        var random = new Random(11);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var call = $"<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:p=\"urn:partner.soap.sforce.com\"><soapenv:Header><p:SessionHeader><p:sessionId>{org.Simulator.IssueAccessToken()}</p:sessionId></p:SessionHeader></soapenv:Header><soapenv:Body><p:undelete><p:ids>{org.Simulator.DeleteRecord("Lead")}</p:ids><p:ids>x</p:ids></p:undelete></soapenv:Body></soapenv:Envelope>";

        for (var i = 0; i < 400; i++)
        {
            using var content = new ByteArrayContent(i == 0 ? Encoding.UTF8.GetBytes(call) : random.Next(5) == 0 ? Noise(random) : Damage(random, Encoding.UTF8.GetBytes(call)));
            using var response = await org.Client.PostAsync(new Uri("/services/Soap/u/62.0", UriKind.Relative), content, Token);
            var text = await response.Content.ReadAsStringAsync(Token);

            // SOAP has no other status for a fault than 500; a fault that is none would be an accident of the server.
            Assert.True((int)response.StatusCode == 200 || ((int)response.StatusCode == 500 && text.Contains("<soapenv:Fault>", StringComparison.Ordinal)), text);
            System.Xml.Linq.XDocument.Parse(text);
            var kind = response.IsSuccessStatusCode ? "answered" : "fault";
            counts[kind] = counts.GetValueOrDefault(kind) + 1;
        }

        Print("SOAP calls", counts);
        Assert.True(counts["answered"] > 20 && counts["fault"] > 100);
    }

    [Fact]
    public async Task Mutated_control_requests_never_give_500()
    {
        await using var org = await SimulatorFixture.StartAsync(Unlimited, leads: 20);
        var random = new Random(99);
        var counts = new SortedDictionary<int, int>();
        string[] names = ["update", "create", "delete", "undelete", "freeze", "unfreeze", "advance", "expire-tokens", "expire-locators", "clear-log", "calls", "log", "credentials", "x"];
        string[] bodies =
        [
            """{"object":"Lead","count":2,"agoSeconds":5,"values":{"LastName":"A","Company":"B"}}""", """{"object":"Lead","id":"00Q5e000030suPF"}""", """{"seconds":99999999}""", """{"seconds":1e99,"count":-1}""", """[1]""", "null", "{",
        ];

        for (var i = 0; i < 600; i++)
        {
            using var content = new ByteArrayContent(Damage(random, Encoding.UTF8.GetBytes(bodies[random.Next(bodies.Length)])));
            using var request = new HttpRequestMessage(random.Next(5) == 0 ? HttpMethod.Get : HttpMethod.Post, new Uri("/__control/" + names[random.Next(names.Length)], UriKind.Relative)) { Content = content };
            using var response = await org.Client.SendAsync(request, Token);
            counts[(int)response.StatusCode] = counts.GetValueOrDefault((int)response.StatusCode) + 1;
            Assert.True((int)response.StatusCode < 500, $"{(int)response.StatusCode}: {request.RequestUri} {await content.ReadAsStringAsync(Token)}");
        }

        Print("control requests", counts);
        Assert.Superset(new HashSet<int> { 200, 400, 404 }, counts.Keys.ToHashSet());
    }

    [Fact]
    public async Task Raw_noise_on_the_socket_leaves_the_server_serving()
    {
        await using var org = await SimulatorFixture.StartAsync(Unlimited, leads: 1);
        var random = new Random(3);

        for (var i = 0; i < 50; i++)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(org.Simulator.Address.Host, org.Simulator.Address.Port, Token);
            var stream = socket.GetStream();
            await stream.WriteAsync(i % 2 == 0 ? Noise(random) : Encoding.ASCII.GetBytes("GET " + Mutate(random, Paths[random.Next(Paths.Length)], Paths) + " HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nab"), Token);
            socket.Client.Shutdown(SocketShutdown.Send);
            var answer = new byte[64];
            var read = await ReadAsync(stream, answer);
            Assert.DoesNotContain("HTTP/1.1 500", Encoding.ASCII.GetString(answer, 0, read));
        }

        await org.GetAsync("limits");
    }

    private static void Print<T>(string what, SortedDictionary<T, int> counts)
        where T : notnull => TestContext.Current.TestOutputHelper?.WriteLine($"{counts.Values.Sum()} mutated {what}: {string.Join(", ", counts.Select(c => $"{c.Key} × {c.Value}"))}");

    private static void Unlimited(SimulatorOptions options) => options.DailyApiRequests = int.MaxValue;

    private static async Task<int> ReadAsync(NetworkStream stream, byte[] answer)
    {
        try
        {
            return await stream.ReadAsync(answer, Token);
        }
        catch (IOException)
        {
            return 0; // the server may close what it cannot read
        }
    }

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(1, 300)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Damage(Random random, byte[] bytes)
    {
        for (var n = random.Next(0, 4); n > 0; n--)
        {
            var at = random.Next(bytes.Length);
            if (random.Next(2) == 0) bytes[at] = (byte)random.Next(256);
            else bytes = [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(12))..], .. "\"\\ud8\":"u8[..random.Next(7)]];
            if (bytes.Length == 0) return [0];
        }

        return bytes;
    }

    /// <summary>Replaces words of a query by others that could stand there, so that it parses and goes on to be understood.</summary>
    private static string Reword(Random random, string query)
    {
        string[] names = ["Id", "Name", "LastName", "Status", "CreatedDate", "OwnerId", "Owner.Name", "AnnualRevenue", "NumberOfEmployees", "Interests__c", "IsDeleted", "Address", "Description", "Email", "SystemModstamp", "Nope", "WhoId", "Who.Type"];
        string[] literals = ["'a'", "null", "TRUE", "0", "-1.5", "2026-01-01", "2026-01-01T00:00:00Z", "TODAY", "LAST_N_DAYS:3", "NEXT_N_FISCAL_QUARTERS:2", "USD5", "99999999999999999999", "'00Q5e000030suPF'", "12:30:00Z", "''"];
        string[] operators = ["=", "!=", "<", ">", "<=", ">=", "LIKE", "<>"];
        var words = query.Split(' ');
        for (var n = random.Next(1, 3); n > 0; n--)
        {
            var at = random.Next(words.Length);
            words[at] = words[at] switch
            {
                "=" or "!=" or "<>" or ">" or "<" or ">=" or "LIKE" => operators[random.Next(operators.Length)],
                "AND" => "OR",
                "DESC" => "ASC",
                ['\'', ..] or [>= '0' and <= '9', ..] => literals[random.Next(literals.Length)],
                [.., ','] => names[random.Next(names.Length)] + ",",
                "SELECT" or "FROM" or "WHERE" or "BY" or "LIMIT" or "GROUP" or "ORDER" => words[at],
                _ when random.Next(2) == 0 => names[random.Next(names.Length)],
                _ => literals[random.Next(literals.Length)],
            };
        }

        return string.Join(' ', words);
    }

    private static string Mutate(Random random, string text, string[] corpus)
    {
        const string Odd = "'\"\\()[]{}.,:;*%_-+ \n\0é\u2028😀0123456789azAZ";
        for (var n = random.Next(1, 4); n > 0 && text.Length > 0; n--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(1, 12), text.Length - at);
            text = random.Next(6) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Odd[random.Next(Odd.Length)].ToString()),
                2 => text.Insert(at, text.Substring(at, length)),
                3 => corpus[random.Next(corpus.Length)] is var other ? text[..at] + other[^Math.Min(10, other.Length)..] : text,
                4 => text.Replace(text.Substring(at, 1), Odd[random.Next(Odd.Length)].ToString(), StringComparison.Ordinal),
                _ => text.Remove(at, 1).Insert(at, Odd[random.Next(Odd.Length)].ToString()),
            };
        }

        return text;
    }
}
