namespace Drivers.Salesforce.Simulator.Tests;

/// <summary>Where the platform's limits of a query lie, from both sides.</summary>
public sealed class SoqlLimitTests : IAsyncLifetime
{
    private SimulatorFixture _org = null!;

    public async ValueTask InitializeAsync() => _org = await SimulatorFixture.StartAsync(leads: 20);

    public ValueTask DisposeAsync() => _org.DisposeAsync();

    public static TheoryData<string, string, string> Refused => new()
    {
        { "v66.0", Nested(6), "more than 5 levels away from the root entity object" },
        { "v57.0", Nested(2), "more than 1 level away from the root entity object" },
        { "v66.0", "SELECT Id, " + string.Join(", ", Enumerable.Range(0, 21).Select(i => $"(SELECT Id FROM Contacts)")) + " FROM Account", "duplicate field selected: Contacts" },
        { "v66.0", "SELECT CreatedBy.Manager.Manager.Manager.Manager.Manager.Name FROM Lead", "more than 5 levels of parent relationships" },
        { "v66.0", "SELECT " + string.Join(", ", Parents().Take(60)) + " FROM Lead", "at most 55 child-to-parent relationships" },
        { "v66.0", $"SELECT Id FROM Lead WHERE LastName = '{new string('a', 4001)}'", "cannot be longer than 4000 characters" },
        { "v66.0", "SELECT Id FROM Lead LIMIT 10 OFFSET 2001", "Maximum SOQL offset allowed is 2000" },
        { "v66.0", "SELECT FIELDS(ALL) FROM Lead LIMIT 201", "must have a LIMIT of at most 200" },
        { "v66.0", "SELECT FIELDS(CUSTOM) FROM Lead", "must have a LIMIT of at most 200" },
        { "v66.0", "SELECT Id FROM Account WHERE Name = 'a' OR Id IN (SELECT AccountId FROM Contact)", "only allowed at the top level WHERE expressions" },
        { "v66.0", "SELECT Id FROM Account WHERE (NOT Id IN (SELECT AccountId FROM Contact))", "only allowed at the top level WHERE expressions" },
        { "v66.0", "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact WHERE Id IN (SELECT ContactId FROM OpportunityContactRole))", "Nesting of semi join sub-selects is not supported" },
        { "v66.0", "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact) AND Id IN (SELECT AccountId FROM Opportunity) AND Id NOT IN (SELECT AccountId FROM Case)", "maximum 2 semi join sub-selects" },
        { "v66.0", "SELECT Id FROM Account WHERE Id IN (SELECT LastName FROM Contact)", "should point to the same object type" },
        { "v66.0", "SELECT Id FROM Account WHERE Name IN (SELECT AccountId FROM Contact)", "should be of reference type" },
        { "v66.0", "SELECT Name n FROM Account", "only aggregate expressions use field aliasing" },
        { "v66.0", "SELECT COUNT(Id) n, MAX(Name) n FROM Account", "duplicate alias: n" },
        { "v66.0", "SELECT Name, COUNT(Id) FROM Account GROUP BY Industry", "Field must be grouped or aggregated: Name" },
        { "v66.0", "SELECT SUM(Name) FROM Account", "does not support aggregate operator SUM" },
        { "v66.0", "SELECT AnnualRevenue, COUNT(Id) FROM Account GROUP BY AnnualRevenue", "can not be grouped in a query call" },
        { "v66.0", "SELECT CreatedDate, COUNT(Id) FROM Account GROUP BY CreatedDate", "can not be grouped in a query call" },
        { "v66.0", "SELECT Id FROM Account ORDER BY Description", "can not be sorted in a query call" },
        { "v66.0", "SELECT Id FROM Account WHERE AnnualRevenue = '5'", "must be of type double and should not be enclosed in quotes" },
        { "v66.0", "SELECT Id FROM Account WHERE Name = 5", "must be of type string and should be enclosed in quotes" },
        { "v66.0", "SELECT Id FROM Account WHERE CreatedDate > 2026-01-01", "must be of type dateTime and should not be enclosed in quotes" },
        { "v66.0", "SELECT Id FROM Account WHERE CreatedDate > 2026-01-01T00:00:00", "must be of type dateTime" },
        { "v66.0", "SELECT Id FROM Account WHERE Industry INCLUDES ('a')", "only valid on multipicklist field" },
        { "v66.0", "SELECT Id FROM Account WHERE Name > null", "invalid operator on null value" },
        { "v66.0", "SELECT TYPEOF Account WHEN User THEN Name END FROM Contact", "TYPEOF is only allowed on polymorphic relationships" },
        { "v66.0", "SELECT TYPEOF What WHEN Nope THEN Name END FROM Task", "is not a target of the relationship" },
        { "v66.0", "SELECT Id FROM Account WHERE Name = 'a\\q'", "Illegal character sequence" },
        { "v66.0", "SELECT Id FROM Account WHERE Name = 'open", "mismatched character '<EOF>'" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Query_beyond_a_limit_is_refused(string version, string soql, string part)
    {
        var (status, body) = await _org.SendAsync(HttpMethod.Get, $"/services/data/{version}/query?q={Uri.EscapeDataString(soql)}");

        Assert.Equal(400, status);
        Assert.Contains(part, body[0].GetProperty("message").GetString());
    }

    public static TheoryData<string, string> Taken => new()
    {
        { "v66.0", Nested(5) },
        { "v57.0", Nested(1) },
        { "v66.0", "SELECT CreatedBy.Manager.Manager.Manager.Manager.Name FROM Lead" },
        { "v66.0", "SELECT " + string.Join(", ", Parents().Take(20)) + " FROM Lead" },
        { "v66.0", $"SELECT Id FROM Lead WHERE LastName = '{new string('a', 4000)}'" },
        { "v66.0", "SELECT Id FROM Lead LIMIT 0" },
        { "v66.0", "SELECT Id FROM Lead LIMIT 10 OFFSET 2000" },
        { "v66.0", "SELECT FIELDS(STANDARD) FROM Lead" },
        { "v66.0", "SELECT FIELDS(ALL) FROM Lead LIMIT 200" },
        { "v66.0", "SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Contact) AND Id NOT IN (SELECT AccountId FROM Case) AND Name != 'x'" },
        { "v66.0", "SELECT a.Id, o.Name FROM Account a, a.Owner o WHERE o.Name != 'x' ORDER BY o.Name" },
        { "v66.0", "SELECT Industry i, COUNT(Id) n FROM Account GROUP BY Industry HAVING COUNT(Id) > 0 ORDER BY COUNT(Id) DESC" },
        { "v66.0", "SELECT COUNT_DISTINCT(Industry) FROM Account" },
        { "v66.0", "SELECT Id FROM Account USING SCOPE mine" },
        { "v66.0", "SELECT Id FROM Account WITH SECURITY_ENFORCED" },
        { "v66.0", "SELECT Id FROM Account FOR VIEW" },
        { "v66.0", "SELECT Id FROM Account FOR REFERENCE" },
        { "v66.0", "SELECT Id FROM Account UPDATE TRACKING" },
        { "v66.0", "select id from account where createddate = last_n_days : 3 and annualrevenue > usd5000" .Replace("usd5000", "USD5000", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(Taken))]
    public async Task Query_within_the_limits_is_answered(string version, string soql)
    {
        var (status, body) = await _org.SendAsync(HttpMethod.Get, $"/services/data/{version}/query?q={Uri.EscapeDataString(soql)}");

        Assert.True(status == 200, body.ToString());
    }

    /// <summary>Accounts within accounts, so many levels deep.</summary>
    private static string Nested(int levels)
    {
        var query = "SELECT Id FROM ChildAccounts";
        for (var i = 1; i < levels; i++) query = $"SELECT Id, ({query}) FROM ChildAccounts";
        return $"SELECT Id, ({query}) FROM Account";
    }

    /// <summary>Names of parents of parents, each of which is one relationship more.</summary>
    private static IEnumerable<string> Parents()
    {
        string[] steps = ["CreatedBy", "LastModifiedBy", "Manager"];
        foreach (var a in steps[..2])
        {
            foreach (var b in steps)
            {
                foreach (var c in steps)
                {
                    foreach (var d in steps) yield return $"{a}.{b}.{c}.{d}.Name";
                }
            }
        }
    }
}
