// id: abort-bulk-write
// Ends a bulk write that nobody wants any more; what was written stays written. The id is that of its handle.
return await Integration.RunAsync(args, async (job, ct) =>
{
    await job.Connection("salesforce").OperationAsync("abort_bulk_write", new { job = job.Parameters["job"] }, ct);
});
