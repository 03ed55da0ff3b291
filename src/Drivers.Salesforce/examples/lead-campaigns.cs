// id: lead-campaigns
// Which campaigns a lead is in: the members join both, and their parents' fields cost no further call.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var members = job.Connection("salesforce").Query<CampaignMember>()
        .Where(member => member.LeadId != null && member.HasResponded == true);

    await job.Connection("warehouse").UpsertAsync(
        members.Select(member => new ResponseRow { SfId = member.Id, LeadEmail = member.LeadEmail, Campaign = member.CampaignName, RespondedOn = member.FirstRespondedDate }),
        key: row => row.SfId, ct);
});
