// id: picklist-mapping
// A restricted picklist takes only the values that its field lists: map what comes to one of them, and say what becomes of the rest.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var contacts = job.Connection("warehouse").Query<Contacts>();

    await job.Connection("salesforce").UpsertAsync(
        contacts.Select(contact => new LeadRow
        {
            ExternalId__c = contact.Number,
            LastName = contact.LastName,
            Company = contact.Company,
            LeadSource = contact.Origin.ToString() switch
            {
                "web" or "landing page" => "Web",
                "fair" => "Trade Show",
                _ => "Other",
            },
        }),
        key: row => row.ExternalId__c, ct);
});
