using System.Globalization;
using System.Text.Json;
using CsCheck;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Tests;

/// <summary>Changing the transport must never change the data, in either direction.</summary>
public sealed class TransportTests
{
    private static readonly string[] Texts =
    [
        "plain", "a,b", "say \"hi\"", "\"", "two\nlines", "win\r\nlines", " edges ", "'; DELETE", "%_\\", "Zoë 日本 😀", "#N/A ", "N/A", "null", "0", "1e5", "=SUM(A1)", "a;b", "\t tab", "—",
    ];

    private static readonly (string Name, OrgField Field, Func<Random, string> Value)[] Custom =
    [
        ("Text__c", new OrgField { Name = "Text__c", Type = "string" }, random => Texts[random.Next(Texts.Length)]),
        ("Long__c", new OrgField { Name = "Long__c", Type = "textarea", Length = 32_000 }, random => string.Concat(Enumerable.Repeat(Texts[random.Next(Texts.Length)], random.Next(1, 200)))),
        ("Money__c", new OrgField { Name = "Money__c", Type = "currency", Precision = 18, Scale = 2 }, random => (random.Next(-1_000_000, 1_000_000) / 100m).ToString(CultureInfo.InvariantCulture)),
        ("Ratio__c", new OrgField { Name = "Ratio__c", Type = "double", Precision = 18, Scale = 8 }, random => (random.Next() / 100_000_000m).ToString(CultureInfo.InvariantCulture)),
        ("Count__c", new OrgField { Name = "Count__c", Type = "int" }, random => random.Next(-9999, 9999).ToString(CultureInfo.InvariantCulture)),
        ("Flag__c", new OrgField { Name = "Flag__c", Type = "boolean" }, random => random.Next(2) == 0 ? "true" : "false"),
        ("Day__c", new OrgField { Name = "Day__c", Type = "date" }, random => new DateOnly(1900, 1, 1).AddDays(random.Next(70_000)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ("At__c", new OrgField { Name = "At__c", Type = "datetime" }, random => DateTimeOffset.UnixEpoch.AddSeconds(random.Next()).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        ("Many__c", new OrgField { Name = "Many__c", Type = "multipicklist", Values = ["a", "b", "c"] }, random => random.Next(2) == 0 ? "a;c" : "b"),
    ];

    private static readonly OrgDefinition Definition = new()
    {
        Objects =
        [
            new OrgObject
            {
                Name = "Lead",
                Fields = [.. Custom.Select(each => each.Field), new OrgField { Name = "Key__c", Type = "string", Length = 80, ExternalId = true, Unique = true }],
            },
        ],
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_query_gives_the_same_records_by_either_transport()
    {
        await using var org = await Org.StartAsync(40, options =>
        {
            options.Org = Definition;
            options.BulkPolls = 0;
        });
        Fill(org, new Random(11), 120);
        await using var rest = await org.ConnectAsync("client_credentials", ("transport", "rest"));
        await using var bulk = await org.ConnectAsync("client_credentials", ("transport", "bulk"));
        var fields = (await rest.GetFieldsAsync(new GetFieldsRequest { Object = "Lead" }, Token)).Fields;
        string[] names = [.. fields.Select(field => field.Name), "Owner.Name", "CreatedBy.Email", "LastModifiedBy.Name"];
        var filters = new Filter?[]
        {
            null,
            Filter.Compare("Text__c", ComparisonOperator.NotEqual, RecordValue.From("plain")),
            Filter.Compare("Money__c", ComparisonOperator.Greater, RecordValue.From(0L)),
            Filter.Compare("Long__c", ComparisonOperator.Contains, RecordValue.From("a")),
            Filter.Or(Filter.Compare("City", ComparisonOperator.Equal, RecordValue.Null), Filter.Compare("Flag__c", ComparisonOperator.Equal, RecordValue.From(true))),
        };
        var compared = 0;
        var sample =
            from chosen in Gen.Shuffle(names, 1, names.Length)
            from filter in Gen.Int[0, filters.Length - 1].Select(i => filters[i])
            from deleted in Gen.Bool
            select new QueryRequest { Object = "Lead", Fields = ["Id", .. chosen.Where(name => name != "Id")], Filter = filter, IncludeDeleted = deleted };

        await sample.SampleAsync(
            async request =>
            {
                var expected = await SortedAsync(rest, request);
                var actual = await SortedAsync(bulk, request);

                Assert.Equal(expected.Count, actual.Count);
                for (var row = 0; row < expected.Count; row++)
                {
                    for (var field = 0; field < request.Fields.Count; field++)
                    {
                        AssertSame(expected[row][field], actual[row][field], request.Fields[field]);
                        compared++;
                    }
                }
            },
            iter: 25,
            threads: 1);

        Assert.InRange(compared, 10_000, int.MaxValue);
        Assert.Contains(org.Simulator.RequestLog, entry => entry.Path.Contains("/resultPages", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Any_record_is_the_same_after_either_way_of_writing_it()
    {
        await using var org = await Org.StartAsync(0, options =>
        {
            options.Org = Definition;
            options.BulkPolls = 0;
        });
        await using var client = await org.ConnectAsync();
        string[] columns = ["Key__c", "LastName", "Company", "Street", "City", .. Custom.Select(each => each.Name)];
        var schema = LeadOrg.SchemaOf(columns);
        var batch = 0;

        await Gen.Int.Array[20, 40].SampleAsync(
            async seeds =>
            {
                batch++;
                var rows = seeds.Select((seed, i) => Row(new Random(seed), i)).ToArray();
                foreach (var round in new[] { 0, 1 })
                {
                    var some = round == 0 ? rows : [.. rows.Select((row, i) => Row(new Random(seeds[i] ^ 77), i))];
                    var byRest = await WriteByRestAsync(client, schema, some, $"r{batch}-");
                    var byBulk = await WriteByBulkAsync(client, schema, some, $"b{batch}-");
                    Assert.Equal(byRest, byBulk);
                }

                Assert.Equal(await ReadAsync(org, columns, $"r{batch}-"), await ReadAsync(org, columns, $"b{batch}-"));
            },
            iter: 12,
            threads: 1);
    }

    [Fact]
    public async Task Many_records_are_left_to_a_job_and_few_are_not()
    {
        await using var org = await Org.StartAsync(130_000);
        await using var client = await org.ConnectAsync();

        var many = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"] }, Token));
        Assert.Contains(org.Simulator.RequestLog, entry => entry.Path.EndsWith("/jobs/query", StringComparison.Ordinal));
        Assert.InRange(org.Simulator.RequestLog.Count, 10, 40);
        org.Simulator.ClearLog();
        var few = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Account", Fields = ["Id"], Limit = 8_000 }, Token));

        Assert.Equal((130_000, 130_000L), (many.Column(0).Distinct().Count(), many.TotalCount!.Value));
        Assert.NotEmpty(few.Rows);
        Assert.DoesNotContain(org.Simulator.RequestLog, entry => entry.Path.Contains("/jobs/query", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_that_cannot_be_had_leaves_the_query_to_rest()
    {
        await using var org = await Org.StartAsync(130_000);
        await using var client = await org.ConnectAsync();
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.QueryTimeout, PathContains = "/jobs/query" });

        var pages = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["Id"] }, Token));

        Assert.Equal(130_000, pages.Column(0).Distinct().Count());
        Assert.Contains("transport_kept", org.Log.Text, StringComparison.Ordinal);
    }

    /// <summary>The cost decides: records, widths of fields, the calls and the jobs that are left.</summary>
    [Theory]
    [InlineData(5_000, 1, null, null, false)]
    [InlineData(80_000, 1, null, null, false)]
    [InlineData(130_000, 1, null, null, true)]
    [InlineData(130_000, 1, null, 0L, false)]
    [InlineData(30_000, 20, null, null, true)]
    [InlineData(60_000, 1, 20L, null, true)]
    [InlineData(60_000, 1, 1000L, null, false)]
    public async Task The_cheaper_transport_is_chosen(long records, int wide, long? callsLeft, long? jobsLeft, bool bulk)
    {
        await using var org = await Org.StartAsync(0, options => options.Org = Definition);
        await using var client = await org.ConnectAsync();
        var plan = await client.PlanAsync(new QueryRequest { Object = "Lead", Fields = wide == 1 ? ["Id"] : ["Id", "Long__c"] }, Token);

        Assert.Equal(bulk, TransportChoice.PrefersBulk(plan, records, callsLeft, jobsLeft));
    }

    [Fact]
    public async Task A_query_that_runs_too_long_is_cut_into_ranges_of_ids()
    {
        await using var org = await Org.StartAsync(5_000);
        await using var client = await org.ConnectAsync("client_credentials", ("transport", "rest"));
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.QueryTimeout, PathContains = "/query" });
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.QueryTimeout, PathContains = "/query", After = 2 });
        var request = new QueryRequest { Object = "Lead", Fields = ["Id", "Email"], Filter = Filter.Compare("Email", ComparisonOperator.NotEqual, RecordValue.From("x")) };

        var pages = await Pages.ReadAsync(client.QueryAsync(request, Token));
        await using var other = await org.ConnectAsync("client_credentials", ("transport", "rest"));
        var rest = await Pages.ReadAsync(other.QueryAsync(new QueryRequest { Object = "Lead", Fields = request.Fields, Filter = request.Filter, Cursor = pages.Cursors[0] }, Token));

        Assert.Equal(5_000, pages.Column(0).Distinct().Count());
        Assert.Equal(5_000, pages.Rows.Count);
        Assert.Equal(pages.Column(0).Skip(pages.Sizes[0]), rest.Column(0));
        Assert.Equal(2, org.Log.Text.Split("query_cut").Length - 1);
    }

    [Theory]
    [InlineData("00Q000000000001", "00Q000000000009", "00Q000000000005")]
    [InlineData("00Q000000000001", "00Q000000000002", null)]
    [InlineData("00Q00000000000z", "00Q00000000000z", null)]
    [InlineData("00Q0000000000z0", "00Q000000000100", "00Q0000000000zV")]
    public void Ranges_are_halved_in_the_order_of_ids(string first, string last, string? cut)
    {
        var halves = IdRange.Between(first, last).Halve();

        Assert.Equal(cut, halves?.Low.To);
        Assert.Equal(cut, halves?.High.From);
        if (halves is { } both)
        {
            Assert.True(string.CompareOrdinal(both.Low.From, cut) < 0 && string.CompareOrdinal(cut, last) < 0);
            Assert.Equal([both.Low, both.High], IdRange.Parse(IdRange.ToText([both.Low, both.High]))!);
        }
    }

    private static RecordValue[] Row(Random random, int number) =>
    [
        RecordValue.From(number.ToString(CultureInfo.InvariantCulture)),
        RecordValue.From($"Name {number}"),
        RecordValue.From("Acme"),
        Maybe(random, () => Texts[random.Next(Texts.Length)]),
        Maybe(random, () => Texts[random.Next(Texts.Length)]),
        .. Custom.Select(each => each.Name == "Flag__c" ? RecordValue.From(each.Value(random)) : Maybe(random, () => each.Value(random))),
    ];

    private static RecordValue Maybe(Random random, Func<string> value) => random.Next(5) switch
    {
        0 => RecordValue.Null,
        1 => RecordValue.Absent,
        2 when random.Next(3) == 0 => RecordValue.From(""),
        _ => RecordValue.From(value()),
    };

    private static async Task<string> WriteByRestAsync(SalesforceClient client, RecordSchema schema, RecordValue[][] rows, string prefix)
    {
        using var page = LeadOrg.Page(Keyed(rows, prefix), schema);
        var response = await client.WriteAsync(new WriteRequest { Object = "Lead", Mode = WriteMode.Upsert, KeyFields = ["Key__c"], Records = page }, Token);
        return string.Join(' ', response.Outcomes.Select(outcome => $"{outcome.Status}{outcome.Error?.Code}"));
    }

    private static async Task<string> WriteByBulkAsync(SalesforceClient client, RecordSchema schema, RecordValue[][] rows, string prefix)
    {
        var handle = await client.StartAsync(new BulkWriteRequest { Object = "Lead", Mode = WriteMode.Upsert, KeyFields = ["Key__c"], Schema = schema, CorrelationId = prefix }, Token);
        await client.UploadAsync(handle, LeadOrg.Pages(Keyed(rows, prefix), schema), Token);
        var response = await client.GetResultsAsync(handle, Token);
        return string.Join(' ', response.Outcomes.Select(outcome => $"{outcome.Status}{outcome.Error?.Code}"));
    }

    private static RecordValue[][] Keyed(RecordValue[][] rows, string prefix) => [.. rows.Select(row => (RecordValue[])[RecordValue.From(prefix + row[0].AsString()), .. row.Skip(1)])];

    private static Task<string> ReadAsync(Org org, string[] columns, string prefix) => Task.FromResult(string.Join('\n', org.Simulator
        .Query($"SELECT {string.Join(',', columns)} FROM Lead WHERE Key__c LIKE '{prefix}%' ORDER BY Key__c")
        .Select(record => string.Join('|', columns.Select(column => column == "Key__c" ? record.GetProperty(column).GetString()![prefix.Length..] : record.GetProperty(column).GetRawText())))));

    private static void Fill(Org org, Random random, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var values = new Dictionary<string, string?> { ["LastName"] = $"Name {i}", ["Company"] = "Acme", ["Street"] = random.Next(3) == 0 ? null : Texts[random.Next(Texts.Length)] };
            foreach (var each in Custom)
                values[each.Name] = each.Name != "Flag__c" && random.Next(3) == 0 ? null : each.Value(random);
            org.Simulator.CreateRecord("Lead", values);
        }

        org.Simulator.DeleteRecord("Lead");
    }

    private static async Task<List<RecordValue[]>> SortedAsync(SalesforceClient client, QueryRequest request)
    {
        var pages = await Pages.ReadAsync(client.QueryAsync(request, Token));
        return [.. pages.Rows.OrderBy(row => row[0].AsString(), StringComparer.Ordinal)];
    }

    private static void AssertSame(RecordValue rest, RecordValue bulk, string field)
    {
        if (rest is { IsNull: false, Type: FieldType.Json } && !bulk.IsNull)
        {
            Assert.True(JsonElement.DeepEquals(JsonElement.Parse(rest.AsString()), JsonElement.Parse(bulk.AsString())), $"{field}: {rest.AsString()} and {bulk.AsString()}");
            return;
        }

        Assert.True(rest.State == bulk.State && rest.ToInvariantString() == bulk.ToInvariantString(), $"{field}: {rest.State} '{rest.ToInvariantString()}' and {bulk.State} '{bulk.ToInvariantString()}'");
    }
}
