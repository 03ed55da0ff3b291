// id: profile
// Asks how the fields of an object are filled, over all records: Salesforce counts, and no record is read.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var profile = await job.Connection("salesforce").OperationAsync("profile_fields", new { objectName = "Lead", fields = new[] { "Email", "LeadSource", "AnnualRevenue" } }, ct);
    job.Answer(profile);
});
