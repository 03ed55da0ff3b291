using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Salesforce;
using IntegrationAgent.Drivers.Salesforce.Simulator;

namespace Drivers.Salesforce.Tests;

public sealed class WriteTests
{
    private static readonly OrgDefinition Definition = new()
    {
        Objects =
        [
            new OrgObject
            {
                Name = "Lead",
                Fields = [new OrgField { Name = "Key__c", Type = "string", Length = 80, ExternalId = true, Unique = true }],
                ValidationRules = [new OrgValidationRule { Name = "NoBad", ErrorWhen = "LastName = 'Bad'", Message = "secret rule text", Field = "LastName" }],
            },
            new OrgObject { Name = "Account", Fields = [new OrgField { Name = "ErpId__c", Type = "string", ExternalId = true, Unique = true }] },
        ],
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upsert_creates_and_updates_and_can_be_repeated()
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();

        var first = await UpsertAsync(client, ("k1", "One", "Acme"), ("k2", "Two", "Acme"));
        var second = await UpsertAsync(client, ("k2", "Two", "Beta"), ("k3", "Three", "Acme"));

        Assert.Equal([WriteStatus.Created, WriteStatus.Created], first.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal([WriteStatus.Updated, WriteStatus.Created], second.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal(first.Outcomes[1].RecordId, second.Outcomes[0].RecordId);
        Assert.Equal(1, second.Calls);
        Assert.Equal("Beta", org.Simulator.Query("SELECT Company FROM Lead WHERE Key__c = 'k2'").Single().GetProperty("Company").GetString());
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a b%20c?d&e")]
    [InlineData("ключ 😀")]
    [InlineData("it's \"quoted\" \\ back")]
    public async Task Keys_of_any_letters_find_their_record(string key)
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();

        await UpsertAsync(client, (key, "One", "Acme"));
        var again = await UpsertAsync(client, (key, "Two", "Acme"));
        var probe = await client.ProbeAsync(new ProbeRequest { Write = Upsert((key, "Two", "Acme")), SentAt = org.Simulator.Now }, Token);

        Assert.Equal(WriteStatus.Updated, again.Outcomes.Single().Status);
        Assert.Equal([ProbeResult.Applied], probe.Results);
    }

    [Fact]
    public async Task Five_hundred_records_go_in_three_calls_and_answer_in_order()
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();
        var rows = Enumerable.Range(0, 500).Select(i => ($"k{i}", i % 100 == 7 ? "Bad" : $"Name {i}", "Acme")).ToArray();

        var response = await UpsertAsync(client, rows);

        Assert.Equal(500, response.Outcomes.Count);
        for (var i = 0; i < 500; i++)
            Assert.Equal(i % 100 == 7 ? WriteStatus.Failed : WriteStatus.Created, response.Outcomes[i].Status);
        Assert.Equal(3, org.Simulator.RequestLog.Count(entry => entry.Path.Contains("composite/sobjects", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_failed_record_says_why_without_its_content()
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();

        var response = await UpsertAsync(client, ("k1", "Bad", "Acme"), ("k2", "Good", new string('x', 300)), ("k3", "Good", null!));

        var errors = response.Outcomes.Select(outcome => outcome.Error!).ToList();
        Assert.All(errors, error => Assert.Equal(DriverErrorCode.InvalidValue, error.Code));
        Assert.Contains("FIELD_CUSTOM_VALIDATION_EXCEPTION", errors[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret rule text", errors[0].Message, StringComparison.Ordinal);
        Assert.Equal(["LastName"], errors[0].Fields);
        Assert.DoesNotContain("xxxx", errors[1].Message, StringComparison.Ordinal);
        Assert.Equal(["Company"], errors[2].Fields);
    }

    [Fact]
    public async Task An_absent_field_stays_and_a_null_clears()
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();
        await WriteAsync(client, "Lead", WriteMode.Upsert, ["Key__c"], ["Key__c", "LastName", "Company", "Phone", "Title"], ["k1", "One", "Acme", "123", "Boss"]);

        await WriteAsync(client, "Lead", WriteMode.Upsert, ["Key__c"], ["Key__c", "Phone", "Title"], ["k1", RecordValue.Absent, RecordValue.Null]);

        var record = org.Simulator.Query("SELECT Phone, Title FROM Lead WHERE Key__c = 'k1'").Single();
        Assert.Equal("123", record.GetProperty("Phone").GetString());
        Assert.Null(record.GetProperty("Title").GetString());
    }

    [Fact]
    public async Task Every_type_is_written_so_that_it_reads_back_the_same()
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();
        var schema = new RecordSchema(
        [
            new() { Name = "Key__c", Type = FieldType.String },
            new() { Name = "LastName", Type = FieldType.String },
            new() { Name = "Company", Type = FieldType.String },
            new() { Name = "AnnualRevenue", Type = FieldType.Decimal },
            new() { Name = "NumberOfEmployees", Type = FieldType.Int64 },
            new() { Name = "HasOptedOutOfEmail", Type = FieldType.Boolean },
        ]);
        using var writer = new RecordPageWriter(schema);
        writer.BeginRecord();
        writer.WriteString("k");
        writer.WriteString("Ünï \"q\" \n 😀");
        writer.WriteString("c");
        writer.WriteDecimalText("1234567890.25");
        writer.WriteInt64(42);
        writer.WriteBoolean(true);
        writer.EndRecord();
        using var page = writer.ToPage();
        var request = new WriteRequest { Object = "Lead", Mode = WriteMode.Upsert, KeyFields = ["Key__c"], Records = page };

        var response = await client.WriteAsync(request, Token);

        Assert.Equal(WriteStatus.Created, response.Outcomes.Single().Status);
        var read = await Pages.ReadAsync(client.QueryAsync(new QueryRequest { Object = "Lead", Fields = ["LastName", "AnnualRevenue", "NumberOfEmployees", "HasOptedOutOfEmail"], Filter = Filter.Compare("Key__c", ComparisonOperator.Equal, RecordValue.From("k")) }, Token));
        Assert.Equal("Ünï \"q\" \n 😀", read.Rows[0][0].AsString());
        Assert.Equal(1234567890m, read.Rows[0][1].AsDecimal());
        Assert.Equal(42, read.Rows[0][2].AsInt64());
        Assert.True(read.Rows[0][3].AsBoolean());
        Assert.Equal([ProbeResult.Applied], (await client.ProbeAsync(new ProbeRequest { Write = request, SentAt = org.Simulator.Now }, Token)).Results);
    }

    [Fact]
    public async Task A_parent_is_named_by_its_external_id()
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();
        await WriteAsync(client, "Account", WriteMode.Upsert, ["ErpId__c"], ["ErpId__c", "Name"], ["e1", "Acme"]);

        var response = await WriteAsync(client, "Contact", WriteMode.Insert, [], ["LastName", "Account.ErpId__c"], ["Jones", "e1"]);

        Assert.Equal(WriteStatus.Created, response.Outcomes.Single().Status);
        Assert.Equal("Acme", org.Simulator.Query($"SELECT Account.Name FROM Contact WHERE Id = '{response.Outcomes[0].RecordId}'").Single().GetProperty("Account").GetProperty("Name").GetString());
    }

    [Fact]
    public async Task Updates_and_deletes_find_records_by_another_key()
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();
        await UpsertAsync(client, ("k1", "One", "Acme"), ("k2", "Two", "Acme"));

        var update = await WriteAsync(client, "Lead", WriteMode.Update, ["Key__c"], ["Key__c", "Title"], ["k1", "x"], ["gone", "y"]);
        var delete = await WriteAsync(client, "Lead", WriteMode.Delete, ["Key__c"], ["Key__c"], ["k2"], ["gone"]);
        var again = await WriteAsync(client, "Lead", WriteMode.Delete, ["Id"], ["Id"], [delete.Outcomes[0].RecordId!]);

        Assert.Equal([WriteStatus.Updated, WriteStatus.Failed], update.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal("record_not_found", update.Outcomes[1].Error!.Code.Value);
        Assert.Equal([WriteStatus.Deleted, WriteStatus.Unchanged], delete.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal([WriteStatus.Unchanged], again.Outcomes.Select(outcome => outcome.Status));
    }

    [Fact]
    public async Task A_key_that_comes_twice_is_written_twice_in_order()
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();

        var response = await UpsertAsync(client, ("k1", "One", "First"), ("K1", "One", "Second"));

        Assert.Equal([WriteStatus.Created, WriteStatus.Updated], response.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal(2, org.Simulator.RequestLog.Count(entry => entry.Path.Contains("composite/sobjects", StringComparison.Ordinal)));
        Assert.Equal("Second", org.Simulator.Query("SELECT Company FROM Lead WHERE Key__c = 'k1'").Single().GetProperty("Company").GetString());
    }

    [Fact]
    public async Task All_or_none_takes_everything_back()
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();

        var response = await client.WriteAsync(Upsert(allOrNone: true, ("k1", "Good", "Acme"), ("k2", "Bad", "Acme")), Token);

        Assert.Equal([WriteStatus.Failed, WriteStatus.Failed], response.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal(DriverErrorCode.Conflict, response.Outcomes[0].Error!.Code);
        Assert.Equal(DriverErrorCode.InvalidValue, response.Outcomes[1].Error!.Code);
        Assert.Empty(org.Simulator.Query("SELECT Id FROM Lead WHERE Key__c != null"));
    }

    [Fact]
    public async Task More_than_Salesforce_can_write_at_once_is_refused_for_all_or_none()
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => client.WriteAsync(Upsert(allOrNone: true, [.. Enumerable.Range(0, 201).Select(i => ($"k{i}", "x", "y"))]), Token));

        Assert.Equal(DriverErrorCode.Unsupported, error.Code);
    }

    [Fact]
    public async Task Locked_records_are_sent_again_by_themselves()
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.RowLock, PathContains = "composite/sobjects" });

        var response = await UpsertAsync(client, ("k1", "One", "Acme"), ("k2", "Two", "Acme"));

        Assert.Equal([WriteStatus.Created, WriteStatus.Created], response.Outcomes.Select(outcome => outcome.Status));
        Assert.Equal(2, org.Simulator.RequestLog.Count(entry => entry.Path.Contains("composite/sobjects", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_lost_answer_repeats_an_upsert_and_leaves_an_insert_unknown()
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.LostAnswer, PathContains = "composite/sobjects" });
        var upsert = await UpsertAsync(client, ("k1", "One", "Acme"));
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.LostAnswer, PathContains = "composite/sobjects" });

        var insert = await WriteAsync(client, "Lead", WriteMode.Insert, [], ["LastName", "Company"], ["Lost", "Acme"]);

        Assert.Equal(WriteStatus.Updated, upsert.Outcomes.Single().Status);
        Assert.Single(org.Simulator.Query("SELECT Id FROM Lead WHERE Key__c = 'k1'"));
        Assert.Equal(WriteStatus.Unknown, insert.Outcomes.Single().Status);
        Assert.Single(org.Simulator.Query("SELECT Id FROM Lead WHERE LastName = 'Lost'"));
    }

    [Fact]
    public async Task A_limit_in_the_middle_of_a_write_keeps_what_was_written()
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.DailyLimit, PathContains = "composite/sobjects", After = 1, Times = -1 });

        var response = await UpsertAsync(client, [.. Enumerable.Range(0, 450).Select(i => ($"k{i}", "x", "y"))]);

        Assert.All(response.Outcomes.Take(200), outcome => Assert.Equal(WriteStatus.Created, outcome.Status));
        Assert.All(response.Outcomes.Skip(200), outcome =>
        {
            Assert.Equal(WriteStatus.Failed, outcome.Status);
            Assert.Equal(RetryAdvice.AfterQuotaReset, outcome.Error!.Retry);
        });
    }

    [Fact]
    public async Task A_limit_before_anything_is_written_is_an_error()
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();
        org.Simulator.AddFault(new SimulatorFault { Kind = FaultKind.DailyLimit, PathContains = "composite/sobjects", Times = -1 });

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => UpsertAsync(client, ("k1", "x", "y")));

        Assert.Equal(DriverErrorCode.QuotaExhausted, error.Code);
    }

    [Theory]
    [InlineData("Lead", "Keey__c", "field_not_found", "Key__c")]
    [InlineData("Lead", "Email", "invalid_value", "Id")]
    [InlineData("Leed", "Key__c", "object_not_found", "Lead")]
    public async Task A_write_that_cannot_work_is_refused_as_a_whole(string name, string key, string code, string suggestion)
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => WriteAsync(client, name, WriteMode.Upsert, [key], [key, "LastName"], ["a", "b"]));

        Assert.Equal(code, error.Code.Value);
        Assert.Equal(suggestion, error.Suggestions[0]);
        Assert.DoesNotContain(org.Simulator.RequestLog, entry => entry.Path.Contains("composite", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_field_that_nobody_may_write_is_refused_as_a_whole()
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();

        var error = await Assert.ThrowsAnyAsync<DriverException>(() => WriteAsync(client, "Lead", WriteMode.Upsert, ["Key__c"], ["Key__c", "Name"], ["a", "b"]));

        Assert.Equal("Name", error.Target);
    }

    [Fact]
    public async Task A_probe_tells_applied_absent_and_superseded_apart()
    {
        await using var org = await StartAsync();
        await using var client = await org.ConnectAsync();
        await UpsertAsync(client, ("k1", "One", "Acme"), ("k2", "Two", "Acme"), ("k3", "Three", "Acme"));
        org.Simulator.AdvanceTime(TimeSpan.FromHours(1));
        var sentAt = org.Simulator.Now;
        await UpsertAsync(client, ("k3", "Three", "Somebody else"));

        var probe = await client.ProbeAsync(new ProbeRequest { Write = Upsert(("k1", "One", "Acme"), ("k2", "Two", "Beta"), ("k3", "Three", "Acme"), ("k4", "Four", "Acme")), SentAt = sentAt }, Token);

        Assert.Equal([ProbeResult.Applied, ProbeResult.Absent, ProbeResult.Superseded, ProbeResult.Absent], probe.Results);
    }

    private static Task<Org> StartAsync() => Org.StartAsync(0, options => options.Org = Definition);

    private static Task<WriteResponse> UpsertAsync(SalesforceClient client, params (string Key, string LastName, string Company)[] rows) => client.WriteAsync(Upsert(rows), Token);

    private static WriteRequest Upsert(params (string Key, string LastName, string Company)[] rows) => Upsert(false, rows);

    private static WriteRequest Upsert(bool allOrNone, params (string Key, string LastName, string Company)[] rows) => new()
    {
        Object = "Lead",
        Mode = WriteMode.Upsert,
        KeyFields = ["Key__c"],
        AllOrNone = allOrNone,
        Records = Page(["Key__c", "LastName", "Company"], [.. rows.Select(row => new RecordValue[] { RecordValue.From(row.Key), RecordValue.From(row.LastName), RecordValue.From(row.Company) })]),
    };

    private static Task<WriteResponse> WriteAsync(SalesforceClient client, string name, WriteMode mode, string[] keys, string[] columns, params object[][] rows) => client.WriteAsync(
        new WriteRequest
        {
            Object = name,
            Mode = mode,
            KeyFields = keys,
            Records = Page(columns, [.. rows.Select(row => row.Select(value => value is RecordValue known ? known : RecordValue.From((string)value)).ToArray())]),
        },
        Token);

    private static RecordPage Page(string[] columns, RecordValue[][] rows)
    {
        using var writer = new RecordPageWriter(new RecordSchema(columns.Select(column => new RecordField { Name = column, Type = FieldType.String })));
        foreach (var row in rows)
        {
            writer.BeginRecord();
            foreach (var value in row)
                writer.WriteValue(value);
            writer.EndRecord();
        }

        return writer.ToPage();
    }
}
