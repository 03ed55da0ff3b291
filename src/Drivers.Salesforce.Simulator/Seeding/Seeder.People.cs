using System.Globalization;
using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Seeding;

internal sealed partial class Seeder
{
    private static readonly string[] Industries = StandardSchema.Industries.Split(';');
    private static readonly string[] Interests = ["Analytics", "Automation", "Integration", "Reporting", "Security"];
    private static readonly string[] Ratings = ["Hot", "Warm", "Cold"];
    private static readonly string[] LeadStatuses = ["Open - Not Contacted", "Working - Contacted", "Closed - Not Converted"];

    private static readonly (string Value, int Weight)[] Channels =
    [
        ("Search engine", 24), ("Social media", 15), ("Colleague or friend", 14), ("Conference", 12), ("Webinar", 12), ("Newsletter", 8), ("Podcast", 5), ("Partner", 6), ("Advertisement", 4),
    ];

    private void People()
    {
        var accounts = Open("Account");
        var accountCount = Count("Account", (_options.Leads / 10) + 5);
        for (var i = 0; i < accountCount; i++)
        {
            var random = accounts.Random;
            var row = accounts.Add(accounts.Spread(i, accountCount));
            var company = Company(random);
            accounts.Set(row, "Name", company);
            accounts.Set(row, "Type", Pick(random, ["Prospect", "Customer - Direct", "Customer - Channel"]));
            accounts.Set(row, "Industry", Pick(random, Industries));
            accounts.Set(row, "Phone", Phone(random));
            accounts.Set(row, "Website", $"https://www.{Domain(company)}");
            accounts.Set(row, "AnnualRevenue", random.Next(1, 950) * 1_000_000.0);
            accounts.Set(row, "NumberOfEmployees", (double)random.Next(3, 40_000));
            accounts.Set(row, "Customer_Number__c", string.Create(CultureInfo.InvariantCulture, $"C-{i + 1:D6}"));
            if (random.Next(4) != 0) Place(accounts, row, "Billing");
            if (i > 10 && random.Next(8) == 0) accounts.Set(row, "ParentId", RecordRef.Make(accounts.Table.Index, random.Next(row)));
        }

        var contacts = Open("Contact");
        var contactCount = Count("Contact", (_options.Leads / 5) + 8);
        for (var i = 0; i < contactCount; i++)
        {
            var random = contacts.Random;
            var row = contacts.Add(contacts.Spread(i, contactCount));
            Person(contacts, row, i);
            if (accountCount > 0) contacts.Set(row, "AccountId", RecordRef.Make(accounts.Table.Index, random.Next(accountCount)));
            contacts.Set(row, "Department", Pick(random, ["Sales", "Finance", "Operations", "Marketing", "IT"]));
            contacts.Set(row, "LeadSource", Source(random));
            if (random.Next(3) == 0) contacts.Set(row, "Birthdate", (long)random.Next(-10_000, 12_000));
            if (random.Next(2) == 0) Place(contacts, row, "Mailing");
        }

        var count = Count("Lead", _options.Leads);
        var leads = Open("Lead");
        var queue = RecordRef.Make(_store.Get("Group").Index, 0);
        for (var i = 0; i < count; i++) Lead(leads, i, count, queue);
    }

    private static void Lead(Rows leads, int i, int count, long queue)
    {
        var random = leads.Random;
        var created = leads.Spread(i, count);
        var row = leads.Add(created);
        Person(leads, row, i);
        leads.Set(row, "Company", Company(random));
        leads.Set(row, "Status", Pick(random, LeadStatuses));
        leads.Set(row, "LeadSource", Source(random));
        leads.Set(row, "Acquisition_Channel__c", random.Next(100) < 97 ? Weighted(random, Channels) : null);
        leads.Set(row, "Marketing_Id__c", string.Create(CultureInfo.InvariantCulture, $"MK-{i + 1:D7}"));
        leads.Set(row, "Lead_Score__c", random.Next(10) == 0 ? null : random.Next(0, 1000) / 10.0);
        leads.Set(row, "Industry", random.Next(3) == 0 ? null : Pick(random, Industries));
        leads.Set(row, "Rating", random.Next(2) == 0 ? Pick(random, Ratings) : null);
        if (random.Next(4) == 0) leads.Set(row, "AnnualRevenue", random.Next(1, 500) * 100_000.0);
        if (random.Next(3) == 0) leads.Set(row, "NumberOfEmployees", (double)random.Next(1, 9_000));
        if (random.Next(5) == 0) leads.Set(row, "Budget__c", random.Next(100, 900_000) + (random.Next(100) / 100.0));
        if (random.Next(3) == 0) leads.Set(row, "Interests__c", string.Join(';', Interests.Where(_ => random.Next(2) == 0).DefaultIfEmpty(Interests[0])));
        if (random.Next(2) == 0) leads.Set(row, "Consent_Date__c", created / CivilTime.DayMs);
        if (random.Next(6) == 0) leads.Set(row, "Description", Pick(random, SeedWords.Sentences));
        if (random.Next(5) == 0) leads.Set(row, "OwnerId", queue);
        if (random.Next(3) == 0) Place(leads, row, "");
    }

    private static void Person(Rows rows, int row, int number)
    {
        var random = rows.Random;
        var first = Pick(random, SeedWords.FirstNames);
        var last = Pick(random, SeedWords.LastNames);
        if (random.Next(50) != 0) rows.Set(row, "FirstName", first);
        rows.Set(row, "LastName", last);
        if (random.Next(3) == 0) rows.Set(row, "Salutation", Pick(random, ["Mr.", "Ms.", "Dr."]));
        if (random.Next(40) != 0) rows.Set(row, "Email", string.Create(CultureInfo.InvariantCulture, $"{Ascii(first)}.{Ascii(last)}.{number + 1}@{Pick(random, ["example.com", "example.org", "example.net"])}"));
        if (random.Next(4) != 0) rows.Set(row, "Phone", Phone(random));
        if (random.Next(3) != 0) rows.Set(row, "Title", Pick(random, SeedWords.Titles));
    }

    private static void Place(Rows rows, int row, string prefix)
    {
        var place = Pick(rows.Random, SeedWords.Places);
        rows.Set(row, prefix + "Street", string.Create(CultureInfo.InvariantCulture, $"{rows.Random.Next(1, 200)} Main Street"));
        rows.Set(row, prefix + "City", place.City);
        rows.Set(row, prefix + "State", place.State);
        rows.Set(row, prefix + "PostalCode", place.Zip);
        rows.Set(row, prefix + "Country", place.Country);
    }

    /// <summary>LeadSource as organizations have it: two fifths empty or "Other".</summary>
    private static string? Source(Random random) => random.Next(100) switch
    {
        < 22 => null,
        < 40 => "Other",
        < 68 => "Web",
        < 82 => "Phone Inquiry",
        < 92 => "Partner Referral",
        _ => "Purchased List",
    };

    private static string Company(Random random) => $"{Pick(random, SeedWords.CompanyHeads)} {Pick(random, SeedWords.CompanyTails)} {Pick(random, SeedWords.Legal)}";

    private static string Domain(string company) => string.Join('-', company.ToLowerInvariant().Split(' ').Take(2)) + ".example";

    private static string Phone(Random random) => string.Create(CultureInfo.InvariantCulture, $"+1 555 {random.Next(100, 1000)} {random.Next(1000, 10_000)}");

    private static string Ascii(string name)
    {
        var letters = name.Where(char.IsAsciiLetter).Select(char.ToLowerInvariant);
        return string.Concat(letters) is { Length: > 0 } text ? text : "x";
    }

    private static string Weighted(Random random, (string Value, int Weight)[] choices)
    {
        var at = random.Next(choices.Sum(c => c.Weight));
        foreach (var (value, weight) in choices)
        {
            at -= weight;
            if (at < 0) return value;
        }

        return choices[0].Value;
    }
}
