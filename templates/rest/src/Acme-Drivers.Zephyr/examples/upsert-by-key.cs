// id: upsert-by-key
// Writes tickets by their external id, so that a second run changes nothing. A property that is not set leaves its field alone, a null clears it.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var cases = job.Connection("warehouse").Query<Cases>()
        .Where(one => one.Status == "open");

    await job.Connection("zephyr").UpsertAsync(
        cases.Select(one => new TicketRow { ExternalId = one.CaseNumber, Subject = one.Title, Status = one.Status }),
        key: row => row.ExternalId, ct);
});
