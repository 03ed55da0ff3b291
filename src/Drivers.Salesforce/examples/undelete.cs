// id: undelete
// Takes records out of the recycle bin, with what was deleted with them; each answers for itself.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var results = await job.Connection("salesforce").OperationAsync("undelete", new { ids = job.Parameters["ids"].Split(',') }, ct);
    job.Answer(results);
});
