using System.Net;
using System.Net.Sockets;
using System.Text;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Driver.Authoring.Tests;

public sealed class DriverHttpTests
{
    private readonly FakeLog log = new();
    private readonly FakeTokenStore store = new();

    [Fact]
    public async Task A_read_that_fails_twice_with_503_is_repeated()
    {
        var count = 0;
        await using var server = new StubServer(call => Interlocked.Increment(ref count) < 3 ? call.Json("<html>", 503, "text/html") : call.Json("ok"));
        using var http = Make(server);

        var text = await http.Client.GetStringAsync("/a", TestContext.Current.CancellationToken);

        Assert.Equal("ok", text);
        Assert.Equal(3, server.Calls.Count);
    }

    [Fact]
    public async Task An_unsafe_call_whose_answer_is_lost_is_not_repeated()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var calls = 0;
        var serving = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
                calls++;
                Assert.NotEqual(0, await client.GetStream().ReadAsync(new byte[4096], TestContext.Current.CancellationToken));
            }
        }, TestContext.Current.CancellationToken);
        using var http = Make($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

        var error = await Assert.ThrowsAsync<DriverException>(() => http.Client.PostAsync("/a", new StringContent("x"), TestContext.Current.CancellationToken));

        listener.Stop();
        await Assert.ThrowsAnyAsync<Exception>(() => serving);
        Assert.Equal(1, calls);
        Assert.Equal(DriverErrorCode.ConnectionFailed, error.Code);
        Assert.True(error.IsTransient);
    }

    [Fact]
    public async Task An_unsafe_call_that_was_refused_with_429_is_repeated_after_the_wait()
    {
        var count = 0;
        await using var server = new StubServer(call =>
        {
            if (Interlocked.Increment(ref count) > 1)
                return call.Json("ok");
            call.Response.AddHeader("Retry-After", "0");
            return call.Json("", 429);
        });
        using var http = Make(server);

        using var response = await http.Client.PostAsync("/a", new StringContent("body"), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(["body", "body"], server.Calls.Select(call => call.Body));
    }

    [Fact]
    public async Task A_wait_longer_than_the_longest_is_not_waited_but_told()
    {
        await using var server = new StubServer(call =>
        {
            call.Response.AddHeader("Retry-After", "3600");
            return call.Json("", 429);
        });
        using var http = Make(server);

        var error = await Assert.ThrowsAsync<DriverException>(() => http.Client.GetAsync("/a", TestContext.Current.CancellationToken));

        Assert.Single(server.Calls);
        Assert.Equal(DriverErrorCode.RateLimited, error.Code);
        Assert.Equal(TimeSpan.FromHours(1), error.RetryAfter);
    }

    [Fact]
    public async Task A_refused_token_is_renewed_once_for_sixteen_calls()
    {
        var bought = 0;
        await using var server = new StubServer(call => call.Headers["Authorization"] == "Bearer token-2" ? call.Json("ok") : call.Json("", 401));
        using var tokens = new TokenSession(store, TimeProvider.System, new TokenSessionOptions
        {
            Name = "t",
            Acquire = (_, _) => ValueTask.FromResult(new SessionToken { Access = new Secret($"token-{Interlocked.Increment(ref bought)}") }),
        });
        using var http = Make(server, options => options.Tokens = tokens);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => http.Client.GetStringAsync("/a", TestContext.Current.CancellationToken)));

        Assert.Equal(2, bought);
    }

    [Fact]
    public async Task A_token_that_is_refused_again_ends_with_an_error()
    {
        await using var server = new StubServer(call => call.Json("", 401));
        using var tokens = new TokenSession(store, TimeProvider.System, new TokenSessionOptions { Name = "t", Acquire = (_, _) => ValueTask.FromResult(new SessionToken { Access = new Secret("secret-token") }) });
        using var http = Make(server, options => options.Tokens = tokens);

        var error = await Assert.ThrowsAsync<DriverException>(() => http.Client.GetAsync("/a?q=private", TestContext.Current.CancellationToken));

        Assert.Equal(DriverErrorCode.AuthenticationFailed, error.Code);
        Assert.Equal(2, server.Calls.Count);
        Assert.DoesNotContain("secret-token", log.Text + error, StringComparison.Ordinal);
        Assert.DoesNotContain("private", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_read_again_from_the_start()
    {
        var count = 0;
        await using var server = new StubServer(async call =>
        {
            if (Interlocked.Increment(ref count) > 1)
            {
                await call.Json("whole");
                return;
            }

            call.Response.ContentLength64 = 100;
            await call.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes("who"));
            await call.Response.OutputStream.FlushAsync();
            call.Abort();
        });
        using var http = Make(server);

        var text = await http.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, "/a"),
            async (_, body, token) => await new StreamReader(body).ReadToEndAsync(token),
            TestContext.Current.CancellationToken);

        Assert.Equal("whole", text);
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_repeated_for_plain_calls_too()
    {
        var count = 0;
        await using var server = new StubServer(async call =>
        {
            if (Interlocked.Increment(ref count) > 1)
            {
                await call.Json("whole");
                return;
            }

            call.Response.ContentLength64 = 100;
            await call.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes("who"));
            await call.Response.OutputStream.FlushAsync();
            call.Abort();
        });
        using var http = Make(server);

        Assert.Equal("whole", await http.Client.GetStringAsync("/a", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_body_that_falls_silent_is_given_up()
    {
        var held = new TaskCompletionSource();
        await using var server = new StubServer(async call =>
        {
            call.Response.ContentLength64 = 100;
            await call.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes("who"));
            await call.Response.OutputStream.FlushAsync();
            await held.Task;
        });
        using var http = Make(server, options =>
        {
            options.IdleTimeout = TimeSpan.FromMilliseconds(50);
            options.MaxRetries = 0;
        });

        var error = await Assert.ThrowsAsync<DriverException>(() => http.SendAsync(
            () => new HttpRequestMessage(HttpMethod.Get, "/a"),
            async (_, body, token) => await new StreamReader(body).ReadToEndAsync(token),
            TestContext.Current.CancellationToken));

        held.SetResult();
        Assert.Equal(DriverErrorCode.Timeout, error.Code);
    }

    [Fact]
    public async Task A_call_without_an_answer_times_out()
    {
        var held = new TaskCompletionSource();
        await using var server = new StubServer(_ => held.Task);
        using var http = Make(server, options =>
        {
            options.CallTimeout = TimeSpan.FromMilliseconds(50);
            options.MaxRetries = 0;
        });

        var error = await Assert.ThrowsAsync<DriverException>(() => http.Client.GetAsync("/a", TestContext.Current.CancellationToken));

        held.SetResult();
        Assert.Equal(DriverErrorCode.Timeout, error.Code);
    }

    [Fact]
    public async Task The_callers_own_cancellation_comes_through_unchanged()
    {
        var held = new TaskCompletionSource();
        await using var server = new StubServer(_ => held.Task);
        using var http = Make(server);
        using var cancel = new CancellationTokenSource();

        var call = http.Client.GetAsync("/a", cancel.Token);
        await cancel.CancelAsync();

        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        held.SetResult();
        Assert.Equal(cancel.Token, error.CancellationToken);
    }

    [Fact]
    public async Task A_host_that_is_not_there_is_tried_again_even_for_an_unsafe_call()
    {
        string url;
        await using (var server = new StubServer(call => call.Json("ok")))
            url = server.Url;
        using var http = Make(url);

        var error = await Assert.ThrowsAsync<DriverException>(() => http.Client.PostAsync("/a", new StringContent("x"), TestContext.Current.CancellationToken));

        Assert.Equal(DriverErrorCode.ConnectionFailed, error.Code);
        Assert.Equal(2, log.Text.Split("http_retry").Length - 1);
    }

    private DriverHttp Make(StubServer server, Action<DriverHttpOptions>? change = null) => Make(server.Url, change);

    private DriverHttp Make(string url, Action<DriverHttpOptions>? change = null)
    {
        var context = new DriverContext { Credentials = new FakeCredentials(), Tokens = store, Log = log };
        var options = new DriverHttpOptions
        {
            BaseAddress = new Uri(url),
            Budget = new RateBudget([], TimeProvider.System, new Random(1)),
            MaxRetries = 2,
            BaseDelay = TimeSpan.FromMilliseconds(1),
        };
        change?.Invoke(options);
        return new DriverHttp(context, options);
    }
}
