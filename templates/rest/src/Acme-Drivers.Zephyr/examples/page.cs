// id: page
// Pages are followed by themselves: a flow of millions of records needs no more memory than one of a hundred.
// Take says how many at most; without an order it is any of them.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var tickets = job.Connection("zephyr").Query<Tickets>()
        .OrderByDescending(ticket => ticket.Cost)
        .Take(1000);

    await job.Connection("warehouse").UpsertAsync(
        tickets.Select(ticket => new TicketRow { TicketId = ticket.Id, Subject = ticket.Subject, Cost = ticket.Cost }),
        key: row => row.TicketId, ct);
});
