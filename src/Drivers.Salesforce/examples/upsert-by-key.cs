// id: upsert-by-key
// Writes to Salesforce by an external id field, so that a second run changes nothing. A property that is not set leaves its field alone, a null clears it.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var customers = job.Connection("warehouse").Query<Customers>()
        .Where(customer => customer.Active == true);

    await job.Connection("salesforce").UpsertAsync(
        customers.Select(customer => new AccountRow { ErpId__c = customer.Number, Name = customer.Name, Phone = customer.Phone }),
        key: row => row.ErpId__c, ct);
});
