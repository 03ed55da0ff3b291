// id: abort-bulk-write
// Ends bulk writes that nobody wants any more; what was written stays written. The id is that of a handle.
return await Integration.RunAsync(args, async (job, ct) =>
{
    foreach (var unwanted in await job.Connection("warehouse").Query<BulkJobs>().ToListAsync(ct))
        await job.Connection("salesforce").OperationAsync("abort_bulk_write", new { job = unwanted.JobId.ToString() }, ct);
});
