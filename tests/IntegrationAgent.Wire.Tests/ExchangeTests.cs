using IntegrationAgent.Driver;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Wire.Tests;

public sealed class ExchangeTests
{
    private static readonly RecordSchema Numbers = new([new RecordField { Name = "n", Type = FieldType.Int64 }, new RecordField { Name = "text", Type = FieldType.String }]);
    private static readonly string Filler = new('x', 1000);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static RecordPage Page(long number, int rows = 1, StopReason? stop = null)
    {
        using var writer = new RecordPageWriter(Numbers);
        for (var i = 0; i < rows; i++)
        {
            writer.BeginRecord();
            writer.WriteInt64(number);
            writer.WriteString(Filler);
            writer.EndRecord();
        }

        return writer.ToPage(stop, stop is null ? $"c{number}" : null, 42);
    }

    private static WireExchange Ask(WireConnection connection, string method = "ask") => connection.Open(method, Nothing.Instance, WireJson.Default.Nothing);

    [Fact]
    public async Task A_call_brings_its_body_and_its_reply()
    {
        await using var ends = Ends.Connect((exchange, _) =>
        {
            exchange.Reply(new CredentialReply { Value = exchange.Method + exchange.ReadBody(WireJson.Default.CredentialBody).Name }, WireJson.Default.CredentialReply);
            return Task.CompletedTask;
        });

        var replies = await Task.WhenAll(Enumerable.Range(0, 30).Select(i =>
            ends.Parent.CallAsync("m", new CredentialBody { Name = $"{i}" }, WireJson.Default.CredentialBody, WireJson.Default.CredentialReply, Token)));

        Assert.Equal(Enumerable.Range(0, 30).Select(i => $"m{i}"), replies.Select(reply => reply.Value));
    }

    [Theory]
    [InlineData("Full", 4711)]
    [InlineData("None", int.MaxValue)]
    [InlineData("Level7", -1)]
    public async Task What_a_host_announces_is_read_as_any_other_message(string isolation, int process)
    {
        var heard = new TaskCompletionSource<ReadyBody>();
        await using var ends = Ends.Connect(
            (_, _) => Task.CompletedTask,
            (exchange, _) =>
            {
                Assert.Equal(ScriptMethods.Ready, exchange.Method);
                heard.SetResult(exchange.ReadBody(WireJson.Default.ReadyBody));
                exchange.Reply(Nothing.Instance, WireJson.Default.Nothing);
                return Task.CompletedTask;
            });

        await ends.Child!.AnnounceAsync(new ReadyBody { WireVersion = WireVersion.Current, Isolation = isolation, ProcessId = process }).WaitAsync(Token);

        var ready = await heard.Task;
        Assert.Equal((WireVersion.Current, isolation, process), (ready.WireVersion, ready.Isolation, ready.ProcessId));
    }

    [Fact]
    public async Task A_host_that_is_refused_learns_it()
    {
        await using var ends = Ends.Connect((_, _) => Task.CompletedTask, (_, _) => throw new InvalidOperationException("no"));

        await Assert.ThrowsAsync<WireFaultException>(() => ends.Child!.AnnounceAsync(new ReadyBody { WireVersion = 1, Isolation = "Full" }).WaitAsync(Token));
    }

    [Theory]
    [InlineData("a\"b")]
    [InlineData("a b")]
    [InlineData("é")]
    public async Task An_isolation_that_would_need_escaping_is_not_announced(string isolation)
    {
        await using var ends = Ends.Connect((_, _) => Task.CompletedTask);

        await Assert.ThrowsAsync<ArgumentException>(() => ends.Child!.AnnounceAsync(new ReadyBody { WireVersion = 1, Isolation = isolation }));
    }

    [Fact]
    public async Task Both_ends_call_each_other_within_a_call()
    {
        Ends? ends = null;
        await using var connected = ends = Ends.Connect(
            async (exchange, token) =>
            {
                var inner = await ends!.Child!.CallAsync("back", Nothing.Instance, WireJson.Default.Nothing, WireJson.Default.CredentialReply, token);
                exchange.Reply(inner, WireJson.Default.CredentialReply);
            },
            (exchange, _) =>
            {
                exchange.Reply(new CredentialReply { Value = "secret" }, WireJson.Default.CredentialReply);
                return Task.CompletedTask;
            });

        Assert.Equal("secret", (await ends.Parent.CallAsync("there", Nothing.Instance, WireJson.Default.Nothing, WireJson.Default.CredentialReply, Token)).Value);
    }

    [Fact]
    public async Task Pages_come_in_order_with_their_notes()
    {
        await using var ends = Ends.Connect(async (exchange, token) =>
        {
            for (var i = 0; i < 20; i++)
            {
                using var page = Page(i, 3, i == 19 ? StopReason.Exhausted : null);
                await exchange.SendPageAsync(page, i * 10, token);
            }

            exchange.EndPages();
            exchange.Reply(new StreamReply { Pages = 20 }, WireJson.Default.StreamReply);
        });
        using var exchange = Ask(ends.Parent);
        var seen = new List<string>();

        await foreach (var page in exchange.ReadPagesAsync(Token))
        {
            using var records = page.View();
            seen.Add($"{page.Position} {page.Count} {records[2].GetInt64(0)} {page.Cursor} {page.StopReason} {page.TotalCount}");
            page.Dispose();
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => i < 19 ? $"{i * 10} 3 {i} c{i}  42" : "190 3 19  Exhausted 42"), seen);
        Assert.Equal(20, (await exchange.GetReplyAsync(WireJson.Default.StreamReply, Token)).Pages);
    }

    [Fact]
    public async Task A_sender_is_never_further_ahead_than_its_receivers_window()
    {
        var sent = 0;
        var blocked = new TaskCompletionSource();
        await using var ends = Ends.Connect(async (exchange, token) =>
        {
            for (var i = 0; i < 12; i++)
            {
                using var page = Page(i);
                var sending = exchange.SendPageAsync(page, i, token);
                if (!sending.IsCompleted)
                    blocked.TrySetResult();
                await sending;
                Interlocked.Increment(ref sent);
            }

            exchange.EndPages();
            exchange.Reply(new StreamReply(), WireJson.Default.StreamReply);
        });
        using var exchange = Ask(ends.Parent);
        await using var pages = exchange.ReadPagesAsync(Token).GetAsyncEnumerator(Token);
        Assert.True(await pages.MoveNextAsync());

        await blocked.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);

        Assert.Equal(4, Volatile.Read(ref sent));
        do
            pages.Current.Dispose();
        while (await pages.MoveNextAsync());
        Assert.Equal(12, sent);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public async Task Large_pages_both_ways_at_once_never_block_each_other(int count)
    {
        // The case that hangs without a reading thread: both ends fill a pipe before either reads its own.
        await using var ends = Ends.Connect(async (exchange, token) =>
        {
            await foreach (var page in exchange.ReadPagesAsync(token))
            {
                using (page)
                    await exchange.SendPageAsync(page, page.Position, token);
            }

            exchange.EndPages();
            exchange.Reply(new StreamReply(), WireJson.Default.StreamReply);
        });
        using var exchange = Ask(ends.Parent);
        var sending = Task.Run(
            async () =>
            {
                for (var i = 0; i < count; i++)
                {
                    using var page = Page(i, 300);
                    await exchange.SendPageAsync(page, i, Token);
                }

                exchange.EndPages();
            },
            Token);

        var received = 0;
        await foreach (var page in exchange.ReadPagesAsync(Token))
        {
            Assert.Equal(received++, page.Position);
            page.Dispose();
        }

        await sending.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal(count, received);
    }

    [Fact]
    public async Task A_drivers_error_arrives_with_all_its_data()
    {
        await using var ends = Ends.Connect((_, _) => throw new DriverException(DriverErrorCode.RateLimited, "Slow down.")
        {
            Scope = ErrorScope.Connection,
            Retry = RetryAdvice.After,
            RetryAfter = TimeSpan.FromSeconds(7),
            Target = "t",
            Suggestions = ["a", "b"],
            Detail = "d",
        });

        var exception = await Assert.ThrowsAsync<DriverException>(() => Ask(ends.Parent).GetReplyAsync(WireJson.Default.Nothing, Token));

        Assert.Equal(
            (DriverErrorCode.RateLimited, "Slow down.", ErrorScope.Connection, RetryAdvice.After, TimeSpan.FromSeconds(7), "t", "d"),
            (exception.Code, exception.Message, exception.Scope, exception.Retry, exception.RetryAfter, exception.Target, exception.Detail));
        Assert.Equal(["a", "b"], exception.Suggestions);
    }

    [Fact]
    public async Task An_unexpected_error_arrives_without_its_message()
    {
        await using var ends = Ends.Connect((_, _) => throw new InvalidOperationException("password=hunter2"));

        var exception = await Assert.ThrowsAsync<WireFaultException>(() => Ask(ends.Parent).GetReplyAsync(WireJson.Default.Nothing, Token));

        Assert.Equal("E-HOST-FAULT", exception.Fault.Code);
        Assert.DoesNotContain("hunter2", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handler_that_does_not_answer_is_a_fault()
    {
        await using var ends = Ends.Connect((_, _) => Task.CompletedTask);

        await Assert.ThrowsAsync<WireFaultException>(() => Ask(ends.Parent).GetReplyAsync(WireJson.Default.Nothing, Token));
    }

    [Fact]
    public async Task A_body_that_the_method_does_not_take_is_a_fault()
    {
        await using var ends = Ends.Connect((exchange, _) =>
        {
            exchange.ReadBody(WireJson.Default.CredentialBody);
            return Task.CompletedTask;
        });

        Assert.Equal(WireException.Malformed, (await Assert.ThrowsAsync<WireFaultException>(() => Ask(ends.Parent).GetReplyAsync(WireJson.Default.Nothing, Token))).Fault.Code);
    }

    [Fact]
    public async Task A_fault_in_the_middle_of_a_stream_reaches_its_reader()
    {
        await using var ends = Ends.Connect(async (exchange, token) =>
        {
            using var page = Page(1);
            await exchange.SendPageAsync(page, 0, token);
            throw new DriverException(DriverErrorCode.Unavailable, "Down.");
        });
        using var exchange = Ask(ends.Parent);
        var count = 0;

        await Assert.ThrowsAsync<DriverException>(async () =>
        {
            await foreach (var page in exchange.ReadPagesAsync(Token))
            {
                page.Dispose();
                count++;
            }
        });

        Assert.Equal(1, count);
    }

    [Fact]
    public async Task A_sender_that_waits_for_credit_learns_why_it_was_refused()
    {
        await using var ends = Ends.Connect((_, _) => throw new DriverException(DriverErrorCode.ObjectNotFound, "No such object."));
        using var exchange = Ask(ends.Parent);
        using var page = Page(1);

        var exception = await Assert.ThrowsAsync<DriverException>(async () => await exchange.SendPageAsync(page, 0, Token));

        Assert.Equal(DriverErrorCode.ObjectNotFound, exception.Code);
    }

    [Fact]
    public async Task Cancelling_reaches_the_handler_and_the_connection_goes_on()
    {
        var started = new TaskCompletionSource();
        var ended = new TaskCompletionSource();
        await using var ends = Ends.Connect(async (exchange, token) =>
        {
            if (exchange.Method == "quick")
            {
                exchange.Reply(Nothing.Instance, WireJson.Default.Nothing);
                return;
            }

            started.SetResult();
            await using var registration = token.Register(ended.SetResult);
            await Task.Delay(Timeout.Infinite, token);
        });
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var waiting = Ask(ends.Parent).GetReplyAsync(WireJson.Default.Nothing, cancel.Token);
        await started.Task.WaitAsync(Token);

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
        await Ask(ends.Parent, "quick").GetReplyAsync(WireJson.Default.Nothing, Token);
    }

    [Fact]
    public async Task Leaving_a_stream_stops_its_sender()
    {
        var stopped = new TaskCompletionSource();
        await using var ends = Ends.Connect(async (exchange, token) =>
        {
            try
            {
                for (var i = 0; ; i++)
                {
                    using var page = Page(i);
                    await exchange.SendPageAsync(page, i, token);
                }
            }
            catch (OperationCanceledException)
            {
                stopped.SetResult();
                throw;
            }
        });
        using (var exchange = Ask(ends.Parent))
        {
            await foreach (var page in exchange.ReadPagesAsync(Token))
            {
                page.Dispose();
                break;
            }
        }

        await stopped.Task.WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public async Task Events_come_in_order_and_end_with_the_reply()
    {
        await using var ends = Ends.Connect((exchange, _) =>
        {
            for (var i = 0; i < 50; i++)
                exchange.SendEvent("e", new DeletedIds { Ids = [$"{i}"], Position = "" }, WireJson.Default.DeletedIds);
            exchange.Reply(Nothing.Instance, WireJson.Default.Nothing);
            return Task.CompletedTask;
        });
        using var exchange = Ask(ends.Parent);
        var seen = new List<string>();

        await foreach (var one in exchange.ReadEventsAsync(Token))
            seen.Add(one.Name + one.Read(WireJson.Default.DeletedIds).Ids[0]);

        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"e{i}"), seen);
    }

    [Fact]
    public async Task Ending_in_order_completes_both_ends()
    {
        await using var ends = Ends.Connect((_, _) => Task.CompletedTask);

        await ends.Parent.EndAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), Token);

        await ends.Child!.Completion.WaitAsync(TimeSpan.FromSeconds(20), Token);
        Assert.Throws<WireException>(() => Ask(ends.Parent));
    }
}
