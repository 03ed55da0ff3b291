// id: bulk-load
// Millions of records are written like ten: the flow is read ahead, sent in batches, and a record that is refused is set aside with its reason.
// Reading many records takes the Bulk API by itself where that costs less.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var orders = job.Connection("warehouse").Query<Orders>();

    await job.Connection("salesforce").UpsertAsync(
        orders.Select(order => new OpportunityRow { OrderNumber__c = order.Number, Name = order.Title, StageName = "Closed Won", CloseDate = order.BilledOn, Amount = order.Total }),
        key: row => row.OrderNumber__c, ct);
});
