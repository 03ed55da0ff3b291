// id: page
// Pages are followed by themselves: a flow of millions of records needs no more memory than one of a hundred.
// Take says how many at most; without an order it is any of them.
return await Integration.RunAsync(args, async (job, ct) =>
{
    var accounts = job.Connection("salesforce").Query<Account>()
        .OrderByDescending(account => account.AnnualRevenue)
        .Take(1000);

    await job.Connection("warehouse").UpsertAsync(
        accounts.Select(account => new AccountRow { SfId = account.Id, Name = account.Name, Revenue = account.AnnualRevenue }),
        key: row => row.SfId, ct);
});
