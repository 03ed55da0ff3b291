// id: read-filter
// Leads of the last 30 days that have an email, as they are now.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var leads = job.Connection("salesforce").Query<Lead>()
        .Where(lead => lead.CreatedDate >= job.Now.AddDays(-30) && lead.Email != null);

    await job.Connection("warehouse").UpsertAsync(
        leads.Select(lead => new LeadRow { SfId = lead.Id, Name = lead.Name, Email = lead.Email }),
        key: row => row.SfId, ct);
});
