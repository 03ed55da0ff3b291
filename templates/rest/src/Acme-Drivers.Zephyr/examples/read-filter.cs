// id: read-filter
// Tickets of the last 30 days that are not solved. The server filters: what does not match is not sent.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var tickets = job.Connection("zephyr").Query<Tickets>()
        .Where(ticket => ticket.OpenedAt >= job.Now.AddDays(-30) && ticket.Status != "solved");

    await job.Connection("warehouse").UpsertAsync(
        tickets.Select(ticket => new TicketRow { TicketId = ticket.Id, Subject = ticket.Subject, Status = ticket.Status }),
        key: row => row.TicketId, ct);
});
