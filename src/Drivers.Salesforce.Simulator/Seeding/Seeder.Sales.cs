using System.Globalization;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Seeding;

internal sealed partial class Seeder
{
    private static readonly (string Stage, double Probability)[] Stages =
    [
        ("Prospecting", 10), ("Qualification", 10), ("Needs Analysis", 20), ("Value Proposition", 50), ("Proposal/Price Quote", 75), ("Negotiation/Review", 90), ("Closed Won", 100), ("Closed Lost", 0),
    ];

    private void Sales()
    {
        var campaigns = Campaigns();
        Opportunities(campaigns.Table);
        Members(campaigns.Table);
        Service();
        Products();
    }

    private Rows Campaigns()
    {
        var campaigns = Open("Campaign");
        var count = Count("Campaign", 12);
        for (var i = 0; i < count; i++)
        {
            var random = campaigns.Random;
            var row = campaigns.Add(campaigns.Spread(i, count));
            var type = Pick(random, ["Conference", "Webinar", "Trade Show", "Email", "Advertisement"]);
            campaigns.Set(row, "Name", string.Create(CultureInfo.InvariantCulture, $"{type} {Pick(random, SeedWords.CompanyHeads)} {i + 1}"));
            campaigns.Set(row, "Type", type);
            campaigns.Set(row, "Status", i < count / 2 ? "Completed" : "In Progress");
            campaigns.Set(row, "IsActive", i >= count / 2);
            campaigns.Set(row, "StartDate", (_now / CivilTime.DayMs) - random.Next(1, HistoryDays));
            campaigns.Set(row, "BudgetedCost", random.Next(1, 90) * 1000.0);
            if (i > 3 && random.Next(3) == 0) campaigns.Set(row, "ParentId", RecordRef.Make(campaigns.Table.Index, random.Next(3)));
        }

        return campaigns;
    }

    private void Opportunities(Table campaigns)
    {
        var accounts = _store.Get("Account");
        var contacts = _store.Get("Contact");
        var opportunities = Open("Opportunity");
        var roles = Open("OpportunityContactRole");
        var count = Count("Opportunity", (_options.Leads / 10) + 5);
        for (var i = 0; i < count; i++)
        {
            var random = opportunities.Random;
            var created = opportunities.Spread(i, count);
            var row = opportunities.Add(created);
            var account = accounts.Count > 0 ? random.Next(accounts.Count) : -1;
            var (stage, probability) = Pick(random, Stages);
            var name = account >= 0 ? ((TextColumn)accounts.Find("Name")!).Text(account) : "New business"; // a standard field
            opportunities.Set(row, "Name", string.Create(CultureInfo.InvariantCulture, $"{name} - {Pick(random, ["Pumps", "Service contract", "Upgrade", "Spare parts"])} {i + 1}"));
            if (account >= 0) opportunities.Set(row, "AccountId", RecordRef.Make(accounts.Index, account));
            opportunities.Set(row, "StageName", stage);
            opportunities.Set(row, "Probability", probability);
            opportunities.Set(row, "CloseDate", (created / CivilTime.DayMs) + random.Next(10, 150));
            if (random.Next(12) != 0) opportunities.Set(row, "Amount", random.Next(10, 9_000) * 100.0);
            opportunities.Set(row, "LeadSource", Source(random));
            opportunities.Set(row, "Type", random.Next(3) == 0 ? "New Customer" : "Existing Customer - Upgrade");
            if (campaigns.Count > 0 && random.Next(3) == 0) opportunities.Set(row, "CampaignId", RecordRef.Make(campaigns.Index, random.Next(campaigns.Count)));
            if (contacts.Count == 0 || random.Next(2) == 0) continue;
            var role = roles.Add(created);
            roles.Set(role, "OpportunityId", RecordRef.Make(opportunities.Table.Index, row));
            roles.Set(role, "ContactId", RecordRef.Make(contacts.Index, random.Next(contacts.Count)));
            roles.Set(role, "Role", Pick(random, ["Decision Maker", "Evaluator", "Influencer"]));
            roles.Set(role, "IsPrimary", true);
        }
    }

    private void Members(Table campaigns)
    {
        var members = Open("CampaignMember");
        var leads = _store.Get("Lead");
        var contacts = _store.Get("Contact");
        if (campaigns.Count == 0) return;
        for (var person = 0; person < leads.Count + contacts.Count; person++)
        {
            var random = members.Random;
            if (random.Next(2) == 0) continue;
            var isLead = person < leads.Count;
            var table = isLead ? leads : contacts;
            var of = isLead ? person : person - leads.Count;
            var first = random.Next(campaigns.Count);
            for (var n = 0; n < (campaigns.Count > 1 && random.Next(4) == 0 ? 2 : 1); n++)
            {
                var created = ((LongColumn)table.Find("CreatedDate")!).Long(of); // a standard field
                var row = members.Add(created);
                members.Set(row, "CampaignId", RecordRef.Make(campaigns.Index, (first + n) % campaigns.Count));
                members.Set(row, isLead ? "LeadId" : "ContactId", RecordRef.Make(table.Index, of));
                members.Set(row, "Status", Pick(random, ["Sent", "Responded", "Registered", "Attended"]));
                if (random.Next(2) == 0) members.Set(row, "FirstRespondedDate", (created / CivilTime.DayMs) + random.Next(0, 2));
            }
        }
    }

    private void Service()
    {
        var contacts = _store.Get("Contact");
        var opportunities = _store.Get("Opportunity");
        var cases = Open("Case");
        var caseCount = Count("Case", _options.Leads / 20);
        for (var i = 0; i < caseCount; i++)
        {
            var random = cases.Random;
            var row = cases.Add(cases.Spread(i, caseCount));
            cases.Set(row, "Subject", Pick(random, ["Pump does not start", "Leak at the valve", "Wrong invoice", "How to calibrate", "Spare part missing"]));
            cases.Set(row, "Status", Pick(random, ["New", "Working", "Escalated", "Closed"]));
            cases.Set(row, "Priority", Pick(random, ["High", "Medium", "Low"]));
            cases.Set(row, "Origin", Pick(random, ["Phone", "Email", "Web"]));
            if (contacts.Count == 0) continue;
            var contact = random.Next(contacts.Count);
            cases.Set(row, "ContactId", RecordRef.Make(contacts.Index, contact));
            cases.Set(row, "AccountId", contacts.Find("AccountId")?.Get(contact));
        }

        Activities("Task", Count("Task", _options.Leads / 10), contacts, opportunities);
        Activities("Event", Count("Event", _options.Leads / 50), contacts, opportunities);
    }

    private void Activities(string name, int count, Table contacts, Table opportunities)
    {
        var activities = Open(name);
        var leads = _store.Get("Lead");
        for (var i = 0; i < count; i++)
        {
            var random = activities.Random;
            var created = activities.Spread(i, count);
            var row = activities.Add(created);
            activities.Set(row, "Subject", Pick(random, ["Call", "Email", "Send Quote", "Demo"]));
            activities.Set(row, "ActivityDate", (created / CivilTime.DayMs) + random.Next(0, 14));
            var who = random.Next(2) == 0 ? leads : contacts;
            if (who.Count > 0) activities.Set(row, "WhoId", RecordRef.Make(who.Index, random.Next(who.Count)));
            if (who == contacts && opportunities.Count > 0) activities.Set(row, "WhatId", RecordRef.Make(opportunities.Index, random.Next(opportunities.Count)));
            if (name == "Task") activities.Set(row, "Status", Pick(random, ["Not Started", "In Progress", "Completed"]));
            else activities.Set(row, "DurationInMinutes", 30.0);
        }
    }

    private void Products()
    {
        var products = Open("Product2");
        var books = Open("Pricebook2");
        var entries = Open("PricebookEntry");
        var book = books.Add(_now - (200 * CivilTime.DayMs));
        books.Set(book, "Name", "Standard Price Book");
        books.Set(book, "IsActive", true);
        books.Set(book, "IsStandard", true);
        for (var i = 0; i < 10; i++)
        {
            var row = products.Add(_now - ((200 - i) * CivilTime.DayMs));
            var name = string.Create(CultureInfo.InvariantCulture, $"Pump P{(i + 1) * 100}");
            products.Set(row, "Name", name);
            products.Set(row, "ProductCode", string.Create(CultureInfo.InvariantCulture, $"P{(i + 1) * 100}"));
            products.Set(row, "IsActive", true);
            products.Set(row, "Family", i < 7 ? "Hardware" : "Services");
            var entry = entries.Add(_now - ((200 - i) * CivilTime.DayMs));
            entries.Set(entry, "Name", name);
            entries.Set(entry, "Pricebook2Id", RecordRef.Make(books.Table.Index, book));
            entries.Set(entry, "Product2Id", RecordRef.Make(products.Table.Index, row));
            entries.Set(entry, "UnitPrice", (i + 1) * 1250.0);
            entries.Set(entry, "IsActive", true);
            entries.Set(entry, "ProductCode", string.Create(CultureInfo.InvariantCulture, $"P{(i + 1) * 100}"));
        }
    }
}
