using System.Text.Json;

namespace Drivers.Salesforce.Simulator.Tests;

/// <summary>What queries mean, on a few records with known values.</summary>
public sealed class SoqlSemanticsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = new(2026, 5, 20, 3, 30, 0, TimeSpan.Zero);
    private readonly ManualClock _clock = new(Now);
    private SimulatorFixture _org = null!;
    private string _first = "";
    private string _second = "";

    public async ValueTask InitializeAsync()
    {
        _org = await SimulatorFixture.StartAsync(o => o.TimeProvider = _clock, leads: 0);
        _first = await _org.CreateAsync("Account", new { Name = "Alpha_1", Industry = "Retail", AnnualRevenue = 100, NumberOfEmployees = 5, BillingCity = "Oslo", Site = "M" });
        _second = await _org.CreateAsync("Account", new { Name = "alpha 2", Industry = "Banking", AnnualRevenue = 300, Site = "M" });
        await _org.CreateAsync("Account", new { Name = "Be%ta", AnnualRevenue = 200.5, Site = "M", ParentId = _first });
        await _org.CreateAsync("Account", new { Name = "O'Neil \"q\"\\", Industry = "Retail", Site = "M" });
        await _org.CreateAsync("Contact", new { LastName = "Kid", FirstName = "A", AccountId = _first, LeadSource = "Web" });
        await _org.CreateAsync("Contact", new { LastName = "Kid", FirstName = "B", AccountId = _first });
        await _org.CreateAsync("Contact", new { LastName = "Kid", FirstName = "C", AccountId = _second, LeadSource = "Web" });
        await _org.CreateAsync("Lead", new { LastName = "L1", Company = "X", Interests__c = "Analytics;Security", Consent_Date__c = "2026-05-19" });
        await _org.CreateAsync("Lead", new { LastName = "L2", Company = "X", Interests__c = "Analytics", HasOptedOutOfEmail = true, Consent_Date__c = "2026-04-30" });
        await _org.CreateAsync("Lead", new { LastName = "L3", Company = "X" });
    }

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    [Theory]
    [InlineData("Name = 'ALPHA_1'", "Alpha_1")]
    [InlineData("Name LIKE 'alpha_%'", "Alpha_1,alpha 2")]
    [InlineData(@"Name LIKE 'alpha\_%'", "Alpha_1")]
    [InlineData(@"Name LIKE '%\%%'", "Be%ta")]
    [InlineData(@"Name = 'O\'Neil \""q\""\\'", "O'Neil \"q\"\\")]
    [InlineData("Industry = null", "Be%ta")]
    [InlineData("Industry != null", "Alpha_1,alpha 2,O'Neil \"q\"\\")]
    [InlineData("Industry != 'Retail'", "alpha 2,Be%ta")]
    [InlineData("NOT Industry = 'Retail'", "alpha 2,Be%ta")]
    [InlineData("Industry NOT IN ('Retail', 'Banking')", "Be%ta")]
    [InlineData("Industry IN ('retail', null)", "Alpha_1,Be%ta,O'Neil \"q\"\\")]
    [InlineData("AnnualRevenue > 100", "alpha 2,Be%ta")]
    [InlineData("AnnualRevenue >= 100 AND AnnualRevenue < 250.25", "Alpha_1,Be%ta")]
    [InlineData("AnnualRevenue = USD300", "alpha 2")]
    [InlineData("AnnualRevenue != 100", "alpha 2,Be%ta,O'Neil \"q\"\\")]
    [InlineData("(Industry = 'Retail' AND AnnualRevenue = 100) OR Name = 'Be%ta'", "Alpha_1,Be%ta")]
    [InlineData("Parent.Name = 'Alpha_1'", "Be%ta")]
    [InlineData("Parent.Industry = null", "Alpha_1,alpha 2,O'Neil \"q\"\\")]
    [InlineData("Id IN (SELECT AccountId FROM Contact WHERE LeadSource = 'Web')", "Alpha_1,alpha 2")]
    [InlineData("Id NOT IN (SELECT AccountId FROM Contact)", "Be%ta,O'Neil \"q\"\\")]
    [InlineData("Name < 'b'", "Alpha_1,alpha 2")]
    public async Task Account_filter_selects(string filter, string names)
    {
        var records = await _org.RecordsAsync($"SELECT Name FROM Account WHERE Site = 'M' AND ({filter}) ORDER BY CreatedDate, Id");

        Assert.Equal(names, string.Join(',', records.Select(r => r.GetProperty("Name").GetString())));
    }

    [Theory]
    [InlineData("Interests__c INCLUDES ('Security')", "L1")]
    [InlineData("Interests__c INCLUDES ('Analytics;Security', 'Reporting')", "L1")]
    [InlineData("Interests__c EXCLUDES ('Security')", "L2,L3")]
    [InlineData("Interests__c = 'Analytics'", "L2")]
    [InlineData("HasOptedOutOfEmail = true", "L2")]
    [InlineData("HasOptedOutOfEmail != TRUE", "L1,L3")]
    [InlineData("Consent_Date__c = YESTERDAY", "L1")]
    [InlineData("Consent_Date__c = LAST_MONTH", "L2")]
    [InlineData("Consent_Date__c = LAST_N_DAYS : 30", "L1,L2")]
    [InlineData("Consent_Date__c < THIS_MONTH", "L2")]
    [InlineData("Consent_Date__c >= 2026-05-01", "L1")]
    [InlineData("Consent_Date__c = 2026-05-19", "L1")]
    [InlineData("Consent_Date__c != TODAY", "L1,L2,L3")]
    [InlineData("Consent_Date__c = THIS_WEEK", "L1")]
    [InlineData("Consent_Date__c = N_MONTHS_AGO:1", "L2")]
    [InlineData("CreatedDate = TODAY", "L1,L2,L3")]
    [InlineData("CreatedDate > 2026-05-20T03:29:59+00:00", "L1,L2,L3")]
    [InlineData("CreatedDate = 2026-05-20T05:30:00+02:00", "L1,L2,L3")]
    [InlineData("CreatedDate < YESTERDAY", "")]
    [InlineData("CALENDAR_YEAR(CreatedDate) = 2026 AND DAY_IN_MONTH(Consent_Date__c) = 19", "L1")]
    [InlineData("DAY_ONLY(CreatedDate) = 2026-05-20", "L1,L2,L3")]
    [InlineData("Owner.Type = 'User'", "L1,L2,L3")]
    [InlineData("Owner.Name LIKE 'Integration%'", "L1,L2,L3")]
    public async Task Lead_filter_selects(string filter, string names)
    {
        var records = await _org.RecordsAsync($"SELECT LastName FROM Lead WHERE {filter} ORDER BY LastName");

        Assert.Equal(names, string.Join(',', records.Select(r => r.GetProperty("LastName").GetString())));
    }

    [Theory]
    [InlineData("LAST_N_DAYS:0", "L1")]
    [InlineData("TODAY", "L1")]
    [InlineData("YESTERDAY", "")]
    public async Task Date_words_count_in_the_users_time_zone(string word, string names)
    {
        var newYork = TimeZoneInfo.CreateCustomTimeZone("UTC-4", TimeSpan.FromHours(-4), "UTC-4", "UTC-4");
        await using var org = await SimulatorFixture.StartAsync(o => { o.TimeProvider = _clock; o.TimeZone = newYork; }, leads: 0);
        await org.CreateAsync("Lead", new { LastName = "L1", Company = "X", Consent_Date__c = "2026-05-19" });

        var records = await org.RecordsAsync($"SELECT LastName FROM Lead WHERE Consent_Date__c = {word}");

        Assert.Equal(names, string.Join(',', records.Select(r => r.GetProperty("LastName").GetString())));
    }

    [Fact]
    public async Task Order_puts_nulls_first_unless_told_otherwise()
    {
        async Task<string> Names(string order) => string.Join(',', (await _org.RecordsAsync($"SELECT Name FROM Account WHERE Site = 'M' ORDER BY {order}")).Select(r => r.GetProperty("Name").GetString()![..2]));

        Assert.Equal("O',Al,Be,al", await Names("AnnualRevenue"));
        Assert.Equal("al,Be,Al,O'", await Names("AnnualRevenue DESC NULLS LAST"));
        Assert.Equal("Be,al,Al,O'", await Names("Industry ASC NULLS FIRST, Name"));
        Assert.Equal("al,Al", await Names("Name ASC LIMIT 2"));
        Assert.Equal("Be,O'", await Names("Name LIMIT 5 OFFSET 2"));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(7, 3)]
    [InlineData(40, 20)]
    public async Task Limited_order_is_the_head_of_the_whole_order(int limit, int offset)
    {
        await using var org = await SimulatorFixture.StartAsync(leads: 900);

        var all = await org.RecordsAsync("SELECT Id FROM Lead ORDER BY Rating DESC NULLS LAST, LastName, AnnualRevenue");
        var some = await org.RecordsAsync($"SELECT Id FROM Lead ORDER BY Rating DESC NULLS LAST, LastName, AnnualRevenue LIMIT {limit} OFFSET {offset}");

        Assert.Equal(all.Skip(offset).Take(limit).Select(r => r.GetProperty("Id").GetString()), some.Select(r => r.GetProperty("Id").GetString()));
    }

    [Fact]
    public async Task Child_subquery_is_a_query_result_or_null()
    {
        var records = await _org.RecordsAsync("SELECT Name, (SELECT FirstName, Account.Name FROM Contacts ORDER BY FirstName DESC LIMIT 1) FROM Account WHERE Site = 'M' ORDER BY AnnualRevenue NULLS LAST");

        var contacts = records[0].GetProperty("Contacts");
        Assert.Equal(["totalSize", "done", "records"], contacts.EnumerateObject().Select(p => p.Name));
        Assert.Equal(1, contacts.GetProperty("totalSize").GetInt32());
        Assert.Equal("B", contacts.GetProperty("records")[0].GetProperty("FirstName").GetString());
        Assert.Equal(JsonValueKind.Null, records[1].GetProperty("Contacts").ValueKind);
    }

    [Fact]
    public async Task Aggregates_group_count_and_are_named()
    {
        var (_, count) = await _org.TryQueryAsync("SELECT count() FROM Account WHERE Site = 'M'");
        var groups = await _org.RecordsAsync("SELECT Industry, COUNT(Id), SUM(AnnualRevenue) total, MAX(Name) FROM Account WHERE Site = 'M' GROUP BY Industry HAVING COUNT(Id) >= 1 ORDER BY COUNT(Id) DESC, Industry");
        var whole = await _org.RecordsAsync("SELECT AVG(AnnualRevenue), MIN(CreatedDate), COUNT_DISTINCT(Industry) d FROM Account WHERE Site = 'M'");
        var years = await _org.RecordsAsync("SELECT CALENDAR_YEAR(CreatedDate), COUNT(Id) FROM Contact WHERE LastName = 'Kid' GROUP BY CALENDAR_YEAR(CreatedDate)");
        var parents = await _org.RecordsAsync("SELECT Account.Name, COUNT(Id) n FROM Contact WHERE LastName = 'Kid' GROUP BY Account.Name ORDER BY COUNT(Id)");

        Assert.Equal("""{"totalSize":4,"done":true,"records":[]}""", count.GetRawText());
        Assert.Equal("""{"attributes":{"type":"AggregateResult"},"Industry":"Retail","expr0":2,"total":100.0,"expr1":"O'Neil \"q\"\\"}""", groups[0].GetRawText());
        Assert.Equal(JsonValueKind.Null, groups[1].GetProperty("Industry").ValueKind);
        Assert.Equal("200.33333333333334", whole[0].GetProperty("expr0").GetRawText()[..18]);
        Assert.Equal(2, whole[0].GetProperty("d").GetInt32());
        Assert.Equal("""{"attributes":{"type":"AggregateResult"},"expr0":2026,"expr1":3}""", years[0].GetRawText());
        Assert.Equal("""{"attributes":{"type":"AggregateResult"},"Name":"Alpha_1","n":2}""", parents[1].GetRawText());
    }

    [Fact]
    public async Task Rollup_and_cube_add_subtotals_that_grouping_tells_apart()
    {
        var rollup = await _org.RecordsAsync("SELECT Industry, Site, COUNT(Id) n, GROUPING(Industry) g FROM Account WHERE Site = 'M' GROUP BY ROLLUP(Industry, Site) ORDER BY GROUPING(Industry), GROUPING(Site), Industry");
        var cube = await _org.RecordsAsync("SELECT Industry, Site, COUNT(Id) n FROM Account WHERE Site = 'M' GROUP BY CUBE(Industry, Site)");

        Assert.Equal([1, 1, 2, 1, 1, 2, 4], rollup.Select(r => r.GetProperty("n").GetInt32()));
        Assert.Equal(1, rollup[^1].GetProperty("g").GetInt32());
        Assert.Equal(8, cube.Length);
    }

    [Fact]
    public async Task Values_are_written_as_the_platform_writes_them()
    {
        var account = (await _org.RecordsAsync($"SELECT id, NAME, annualrevenue, NumberOfEmployees, BillingAddress, ShippingAddress, CreatedDate, IsDeleted, parentid FROM account a WHERE a.Id = '{_first[..15]}'"))[0];

        Assert.Equal(
            $$$"""{"attributes":{"type":"Account","url":"/services/data/v66.0/sobjects/Account/{{{_first}}}"},"Id":"{{{_first}}}","Name":"Alpha_1","AnnualRevenue":100.0,"NumberOfEmployees":5,"BillingAddress":{"city":"Oslo","country":null,"geocodeAccuracy":null,"latitude":null,"longitude":null,"postalCode":null,"state":null,"street":null},"ShippingAddress":null,"CreatedDate":"2026-05-20T03:30:00.000+0000","IsDeleted":false,"ParentId":null}""",
            account.GetRawText());
    }

    [Fact]
    public async Task Typeof_writes_the_fields_of_the_type()
    {
        var lead = (await _org.RecordsAsync("SELECT Id FROM Lead LIMIT 1"))[0].GetProperty("Id").GetString();
        await _org.CreateAsync("Task", new { Subject = "T1", WhoId = lead });
        await _org.CreateAsync("Task", new { Subject = "T2", WhatId = _first });

        var records = await _org.RecordsAsync("SELECT Subject, TYPEOF What WHEN Account THEN Name, Industry ELSE Id END, Who.Type, Who.Name FROM Task ORDER BY Subject");

        Assert.Equal(JsonValueKind.Null, records[0].GetProperty("What").ValueKind);
        Assert.Equal("Lead", records[0].GetProperty("Who").GetProperty("Type").GetString());
        Assert.Equal("Retail", records[1].GetProperty("What").GetProperty("Industry").GetString());
        Assert.Equal(JsonValueKind.Null, records[1].GetProperty("Who").ValueKind);
    }

    [Fact]
    public async Task Columns_describe_the_query_for_the_command_line()
    {
        var body = await _org.GetAsync("query?columns=true&q=" + Uri.EscapeDataString("SELECT Id, Name, Owner.Name, (SELECT Id FROM Contacts) FROM Account"));

        Assert.Equal(["columnMetadata", "entityName", "groupBy", "idSelected", "keyPrefix"], body.EnumerateObject().Select(p => p.Name));
        Assert.True(body.GetProperty("idSelected").GetBoolean());
        var columns = body.GetProperty("columnMetadata");
        Assert.Equal(["Id", "Name", "Owner", "Contacts"], columns.EnumerateArray().Select(c => c.GetProperty("columnName").GetString()));
        Assert.Equal("Name", columns[2].GetProperty("joinColumns")[0].GetProperty("columnName").GetString());
        Assert.Equal(
            ["aggregate", "apexType", "booleanType", "columnName", "custom", "displayName", "foreignKeyName", "insertable", "joinColumns", "numberType", "textType", "updatable"],
            columns[0].EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Explain_names_the_leading_operation()
    {
        var scan = await _org.GetAsync("query?explain=" + Uri.EscapeDataString("SELECT Id FROM Account"));
        var index = await _org.GetAsync("query?explain=" + Uri.EscapeDataString($"SELECT Id FROM Account WHERE Id = '{_first}'"));

        Assert.Equal("TableScan", scan.GetProperty("plans")[0].GetProperty("leadingOperationType").GetString());
        Assert.Equal("Index", index.GetProperty("plans")[0].GetProperty("leadingOperationType").GetString());
    }

    private sealed class ManualClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
