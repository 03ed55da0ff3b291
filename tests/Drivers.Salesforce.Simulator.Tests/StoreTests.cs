using IntegrationAgent.Drivers.Salesforce.Simulator;
using Microsoft.Data.Sqlite;

namespace Drivers.Salesforce.Simulator.Tests;

/// <summary>Records kept in a SQLite file, across restarts.</summary>
public sealed class StoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("simulator-store-").FullName;

    private string File => Path.Combine(_folder, "org.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Everything_that_was_seeded_is_read_again_as_it_was()
    {
        string[] queries =
        [
            "SELECT FIELDS(ALL) FROM Lead ORDER BY Id LIMIT 200", "SELECT FIELDS(ALL) FROM Account ORDER BY Id LIMIT 200", "SELECT FIELDS(ALL) FROM Opportunity ORDER BY Id LIMIT 200",
            "SELECT FIELDS(ALL) FROM Task ORDER BY Id LIMIT 200", "SELECT Id, Name, Owner.Name, Owner.Type FROM Lead ORDER BY Id", "SELECT Id, (SELECT Id FROM Contacts) FROM Account ORDER BY Id",
            "SELECT Status, COUNT(Id) FROM CampaignMember GROUP BY Status ORDER BY Status", "SELECT FIELDS(ALL) FROM User ORDER BY Id LIMIT 200",
        ];
        var made = await AnswersAsync(queries);

        var read = await AnswersAsync(queries);

        Assert.Equal(made, read);
        Assert.All(made, answer => Assert.DoesNotContain("\"totalSize\":0,", answer));
    }

    [Fact]
    public async Task Writes_deletes_and_undeletes_survive_a_restart()
    {
        string kept, changed, gone, back;
        await using (var org = await StartAsync())
        {
            kept = await org.CreateAsync("Account", new { Name = "Kept", AnnualRevenue = 12, NumberOfEmployees = 3 });
            changed = (await org.RecordsAsync("SELECT Id FROM Lead ORDER BY Id LIMIT 1"))[0].GetProperty("Id").GetString()!;
            await org.SendAsync(HttpMethod.Patch, $"sobjects/Lead/{changed}", """{"Title":"Ω \"quoted\"","Email":null}""");
            gone = org.Simulator.DeleteRecord("Lead");
            back = org.Simulator.DeleteRecord("Lead");
            org.Simulator.UndeleteRecord("Lead", back);
        }

        await using var again = await StartAsync();

        var account = await again.GetAsync($"sobjects/Account/{kept}");
        var lead = await again.GetAsync($"sobjects/Lead/{changed}");
        Assert.Equal(("Kept", "12.0", 3), (account.GetProperty("Name").GetString(), account.GetProperty("AnnualRevenue").GetRawText(), account.GetProperty("NumberOfEmployees").GetInt32()));
        Assert.Equal(("Ω \"quoted\"", null), (lead.GetProperty("Title").GetString(), lead.GetProperty("Email").GetString()));
        Assert.Empty(await again.RecordsAsync($"SELECT Id FROM Lead WHERE Id = '{gone}'"));
        Assert.True((await again.RecordsAsync($"SELECT IsDeleted FROM Lead WHERE Id = '{gone}'", "queryAll"))[0].GetProperty("IsDeleted").GetBoolean());
        Assert.Single(await again.RecordsAsync($"SELECT Id FROM Lead WHERE Id = '{back}'"));
        again.Simulator.UndeleteRecord("Lead", gone);
    }

    [Fact]
    public async Task What_was_rolled_back_is_not_kept()
    {
        int before;
        await using (var org = await StartAsync())
        {
            before = org.Simulator.CountRecords("Account");
            var (_, body) = await org.SendAsync(HttpMethod.Post, "composite/sobjects", """{"allOrNone":true,"records":[{"attributes":{"type":"Account"},"Name":"A"},{"attributes":{"type":"Account"}}]}""");
            Assert.Equal("ALL_OR_NONE_OPERATION_ROLLED_BACK", body[0].GetProperty("errors")[0].GetProperty("statusCode").GetString());
        }

        await using var again = await StartAsync();

        Assert.Equal(before, again.Simulator.CountRecords("Account"));
        Assert.Empty(await again.RecordsAsync("SELECT Id FROM Account WHERE Name = 'A'", "queryAll"));
    }

    [Fact]
    public async Task New_fields_of_the_org_file_are_empty_in_records_that_were_there()
    {
        await using (await StartAsync())
        {
        }

        await using var again = await StartAsync("""{"objects":[{"name":"Lead","fields":[{"name":"Envelope__c","label":"Envelope","type":"currency"}]}]}""");
        var id = (await again.RecordsAsync("SELECT Id, Envelope__c FROM Lead LIMIT 1"))[0].GetProperty("Id").GetString();
        await again.SendAsync(HttpMethod.Patch, $"sobjects/Lead/{id}", new { Envelope__c = 7 });

        Assert.Equal("7.0", (await again.GetAsync($"sobjects/Lead/{id}")).GetProperty("Envelope__c").GetRawText());
    }

    [Fact]
    public async Task File_that_another_simulator_has_open_is_refused()
    {
        await using var first = await StartAsync();

        var exception = await Assert.ThrowsAsync<SimulatorStoreException>(() => StartAsync());

        Assert.Contains("is in use by another process", exception.Message);
    }

    [Fact]
    public async Task File_that_is_no_database_is_refused_and_left_alone()
    {
        await System.IO.File.WriteAllTextAsync(File, new string('x', 5000), TestContext.Current.CancellationToken);

        var exception = await Assert.ThrowsAsync<SimulatorStoreException>(() => StartAsync());

        Assert.Contains("it is no SQLite file", exception.Message);
        Assert.Equal(new string('x', 5000), await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("UPDATE \"$objects\" SET name = 'Other__c' WHERE prefix = '00Q'", "was made with another org")]
    [InlineData("UPDATE \"$org\" SET value = '99'", "has the format 99")]
    [InlineData("UPDATE Lead SET OwnerId = 'nonsense'", "which is the id of no object")]
    public async Task Store_that_does_not_fit_says_what_differs(string sabotage, string part)
    {
        await using (await StartAsync())
        {
        }

        await using (var connection = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = sabotage;
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var exception = await Assert.ThrowsAsync<SimulatorStoreException>(() => StartAsync());

        Assert.Contains(part, exception.Message);
    }

    private Task<SimulatorFixture> StartAsync(string? org = null) => SimulatorFixture.StartAsync(
        o =>
        {
            o.StorePath = File;
            if (org is not null) o.Org = OrgDefinition.Parse(org);
        },
        leads: 60);

    private async Task<string[]> AnswersAsync(string[] queries)
    {
        await using var org = await StartAsync();
        var answers = new List<string>();
        foreach (var query in queries) answers.Add((await org.QueryAsync(query)).GetRawText());
        return [.. answers];
    }
}
