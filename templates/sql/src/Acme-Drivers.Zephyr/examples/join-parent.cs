// id: join-parent
// A field of a parent is one more field: customer.name of a ticket costs no further call. It is null where there is no customer.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var tickets = job.Connection("zephyr").Query<Tickets>()
        .Where(ticket => ticket.CustomerId != null);

    await job.Connection("warehouse").UpsertAsync(
        tickets.Select(ticket => new TicketRow { TicketId = ticket.Id, Subject = ticket.Subject, Customer = ticket.CustomerName }),
        key: row => row.TicketId, ct);
});
