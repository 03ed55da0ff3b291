// id: undelete
// Takes records out of the recycle bin, with what was deleted with them; each answers for itself.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var mistakes = await job.Connection("warehouse").Query<Mistakes>().ToListAsync(ct);

    var results = await job.Connection("salesforce").OperationAsync("undelete", new { ids = mistakes.Select(mistake => mistake.SfId.ToString()).ToArray() }, ct);
    job.Answer(results);
});
