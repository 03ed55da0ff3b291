namespace IntegrationAgent.Benchmarks.Salesforce;

/// <summary>The same rows and fields for everyone.</summary>
internal static class Work
{
    public const string Object = "Lead";

    public const string Key = "Marketing_Id__c";

    /// <summary>Twelve fields: texts, picklists, an id, two numbers, a moment. jsforce-client.mjs has the same list.</summary>
    public static readonly string[] Fields =
    [
        "Id", "FirstName", "LastName", "Company", "Title", "Email", "Phone", "Status", "LeadSource", "NumberOfEmployees", "AnnualRevenue", "CreatedDate",
    ];

    public static string Soql => $"SELECT {string.Join(", ", Fields)} FROM {Object}";

    /// <summary>Twelve fields of a lead to write.</summary>
    public static readonly string[] Written =
    [
        "FirstName", "LastName", "Company", "Title", "Email", "Phone", "Street", "City", "PostalCode", "Country", "LeadSource", Key,
    ];

    public static string[] Row(int i, string prefix) =>
    [
        $"First {i}", $"Last {i}", $"Company {i % 1000}", "Head of purchasing", $"lead.{i}@example.com", "+49 30 1234567", $"Street {i}", "Berlin", "10115", "Germany", "Web", $"{prefix}-{i}",
    ];
}
