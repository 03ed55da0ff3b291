// id: copy-changes
// Copies what changed since the last run from one file to another, by a column that holds when a row changed. SQLite keeps no log of changes: rows that were
// deleted are not noticed.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var orders = job.Connection("shop").Query<Orders>()
        .ChangedSince(order => order.Changed);

    await job.Connection("warehouse").UpsertAsync(
        orders.Select(order => new OrderRow { Id = order.Id, Status = order.Status, Total = order.Total, Changed = order.Changed }),
        key: row => row.Id, ct);
});
