namespace IntegrationAgent.Driver.Authoring.Tests;

public sealed class TokenSessionTests
{
    private readonly FakeTokenStore store = new();
    private readonly List<string> spent = [];
    private int minted;

    [Fact]
    public async Task Two_sessions_with_one_store_never_spend_a_refresh_token_twice()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var sessions = Enumerable.Range(0, 4).Select(_ => Make("seed")).ToList();
        var first = await Task.WhenAll(sessions.Select(session => session.GetAsync(cancellation).AsTask()));

        for (var round = 0; round < 5; round++)
            first = await Task.WhenAll(sessions.Select((session, index) => session.RenewAsync(first[index], cancellation).AsTask()));

        Assert.Equal(spent.Count, spent.Distinct().Count());
        Assert.Single(first.Select(token => token.Access.Reveal()).Distinct());
        sessions.ForEach(session => session.Dispose());
    }

    [Fact]
    public async Task A_bought_token_is_in_the_store_before_it_is_given_out()
    {
        using var session = Make("seed");

        var token = await session.GetAsync(TestContext.Current.CancellationToken);

        var stored = await store.GetAsync("t", TestContext.Current.CancellationToken);
        Assert.Contains(token.Access.Reveal(), stored!.Value.Reveal(), StringComparison.Ordinal);
        Assert.Contains(token.Refresh!.Reveal(), stored.Value.Reveal(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_of_another_credential_are_not_used()
    {
        using (var old = Make("old seed"))
            await old.GetAsync(TestContext.Current.CancellationToken);
        using var session = Make("new seed");

        await session.GetAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["initial", "initial"], spent);
    }

    [Fact]
    public async Task A_purchase_that_fails_gives_its_claim_back()
    {
        using (var failing = new TokenSession(store, TimeProvider.System, new TokenSessionOptions { Name = "t", Rotates = true, Acquire = (_, _) => throw new DriverException(DriverErrorCode.AuthenticationFailed, "no") }))
            await Assert.ThrowsAsync<DriverException>(() => failing.GetAsync(TestContext.Current.CancellationToken).AsTask());
        using var session = Make("");

        var token = await session.GetAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        Assert.Equal("access-1", token.Access.Reveal());
    }

    [Fact]
    public async Task A_caller_who_gives_up_does_not_end_the_purchase()
    {
        var go = new TaskCompletionSource();
        using var session = new TokenSession(store, TimeProvider.System, new TokenSessionOptions
        {
            Name = "t",
            Acquire = async (_, _) =>
            {
                await go.Task;
                return new SessionToken { Access = new Secret("a") };
            },
        });
        using var cancel = new CancellationTokenSource();
        var impatient = session.GetAsync(cancel.Token).AsTask();
        var patient = session.GetAsync(TestContext.Current.CancellationToken).AsTask();

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient);
        go.SetResult();

        Assert.Equal("a", (await patient).Access.Reveal());
    }

    private TokenSession Make(string seed) => new(store, TimeProvider.System, new TokenSessionOptions
    {
        Name = "t",
        Rotates = true,
        Seed = seed,
        Acquire = async (last, _) =>
        {
            var refresh = last?.Refresh?.Reveal() ?? "initial";
            lock (spent)
                spent.Add(refresh);
            await Task.Yield();
            var number = Interlocked.Increment(ref minted);
            return new SessionToken { Access = new Secret($"access-{number}"), Refresh = new Secret($"refresh-{number}") };
        },
    });
}
