// id: read-filter
// Orders of the last 30 days that are not drafts. The database filters: what does not match is not read.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var orders = job.Connection("shop").Query<Orders>()
        .Where(order => order.Placed >= job.Now.AddDays(-30) && order.Status != "draft");

    await job.Connection("reports").UpsertAsync(
        orders.Select(order => new SaleRow { OrderId = order.Id, Status = order.Status, Total = order.Total }),
        key: row => row.OrderId, ct);
});
