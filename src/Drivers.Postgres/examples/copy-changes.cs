// id: copy-changes
// Copies what changed since the last run from one database to another, by a column that holds when a row changed.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var orders = job.Connection("shop").Query<Orders>()
        .Where(order => order.Status != "draft")
        .ChangedSince(order => order.UpdatedAt);

    await job.Connection("warehouse").UpsertAsync(
        orders.Select(order => new OrderRow { Id = order.Id, Customer = order.CustomerId, Total = order.Total, UpdatedAt = order.UpdatedAt }),
        key: row => row.Id, ct);
});
