// id: upsert-by-key
// Writes leads to a table by its primary key, which is made where it is not there; a second run changes nothing.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var leads = job.Connection("salesforce").Query<Lead>()
        .Where(lead => lead.Email != null);

    await job.Connection("warehouse").EnsureObjectAsync<LeadRow>(row => row.SfId, ct);
    await job.Connection("warehouse").UpsertAsync(
        leads.Select(lead => new LeadRow { SfId = lead.Id, Name = lead.Name, Email = lead.Email }),
        key: row => row.SfId, ct);
});
