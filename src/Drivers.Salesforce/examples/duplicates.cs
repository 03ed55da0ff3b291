// id: duplicates
// An upsert by an external id never makes a second record of one key. A duplicate rule of the org may still find a similar record: that record is set aside with
// the error 'duplicate' and the number of matches, the rest is written. The connection's setting duplicates=save saves it where the rule allows that.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var visitors = job.Connection("warehouse").Query<Visitors>()
        .DistinctBy(visitor => visitor.Email);

    await job.Connection("salesforce").UpsertAsync(
        visitors.Select(visitor => new LeadRow { ExternalId__c = visitor.Number, LastName = visitor.Name, Company = visitor.Company, Email = visitor.Email }),
        key: row => row.ExternalId__c, ct);
});
