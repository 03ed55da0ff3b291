// id: join-parent
// A field of a parent is one more field: Campaign.Name of a campaign member costs no further call. It is null where there is no parent.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var members = job.Connection("salesforce").Query<CampaignMember>()
        .Where(member => member.LeadId != null);

    await job.Connection("warehouse").UpsertAsync(
        members.Select(member => new MemberRow { SfId = member.Id, Lead = member.LeadId, Campaign = member.CampaignName, Status = member.Status }),
        key: row => row.SfId, ct);
});
