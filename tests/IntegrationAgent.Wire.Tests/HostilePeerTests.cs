using System.Text;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Wire.Tests;

/// <summary>The other process writes what it should not: the connection ends with a code, before anything was allocated for it.</summary>
public sealed class HostilePeerTests
{
    private static readonly byte[] Call = Frames.Of(Frames.Call, 1, Frames.Named("m", "{}"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, byte[], string> Bad => new()
    {
        { "no known kind", Frames.Raw(4, 99, 0, 0, 0, 0), WireException.Malformed },
        { "kind 0", Frames.Raw(0, 0), WireException.Malformed },
        { "a length of 2 GiB", Frames.Raw(int.MaxValue, Frames.Page), WireException.Limit },
        { "a negative length", Frames.Raw(-1, Frames.Call), WireException.Limit },
        { "a page above its cap", Frames.Raw((16 << 20) + 1, Frames.Page), WireException.Limit },
        { "a call above its cap", Frames.Raw((16 << 20) + 1, Frames.Call), WireException.Limit },
        { "an event above its cap", Frames.Raw((16 << 20) + 1, Frames.Event), WireException.Limit },
        { "a schema above its cap", Frames.Raw((16 << 20) + 1, Frames.Schema), WireException.Limit },
        { "a fault above its cap", Frames.Raw((64 << 10) + 1, Frames.Fault), WireException.Limit },
        { "a credit above its cap", Frames.Raw(9, Frames.Credit), WireException.Limit },
        { "a payload on END", Frames.Raw(1, Frames.End, 1), WireException.Limit },
        { "a frame without an exchange", Frames.Raw(3, Frames.Call, 0, 0, 0), WireException.Limit },
        { "a call with our parity", Frames.Of(Frames.Call, 2, Frames.Named("m", "{}")), WireException.Malformed },
        { "a call twice", [.. Call, .. Call], WireException.Malformed },
        { "a call without a name", Frames.Of(Frames.Call, 1, 1), WireException.Malformed },
        { "a name longer than its frame", Frames.Of(Frames.Call, 1, 60, 0, 65), WireException.Malformed },
        { "a name of 65 characters", Frames.Of(Frames.Call, 1, Frames.Named(new string('m', 65), "{}")), WireException.Malformed },
        { "a reply to its own call", [.. Call, .. Frames.Of(Frames.Reply, 1)], WireException.Malformed },
        { "a fault to its own call", [.. Call, .. Frames.Of(Frames.Fault, 1, Encoding.UTF8.GetBytes("{}"))], WireException.Malformed },
        { "a page without credit", [.. Call, .. Frames.Of(Frames.Schema, 1, Encoding.UTF8.GetBytes("[]")), .. Frames.Of(Frames.Page, 1, Frames.PageBody(0, 0, []))], WireException.Limit },
        { "a schema that is none", [.. Call, .. Frames.Of(Frames.Schema, 1, Encoding.UTF8.GetBytes("{\"a\":1}"))], WireException.Malformed },
        { "a schema of null", [.. Call, .. Frames.Of(Frames.Schema, 1, Encoding.UTF8.GetBytes("null"))], WireException.Malformed },
        { "a schema of unknown types", [.. Call, .. Frames.Of(Frames.Schema, 1, Encoding.UTF8.GetBytes("[{\"name\":\"a\",\"type\":\"Pointer\"}]"))], WireException.Malformed },
        { "a schema that is too deep", [.. Call, .. Frames.Of(Frames.Schema, 1, Encoding.UTF8.GetBytes(Deep(20)))], WireException.Malformed },
        { "a schema of 2,001 fields", [.. Call, .. Frames.Of(Frames.Schema, 1, Encoding.UTF8.GetBytes(Wide(2001)))], WireException.Malformed },
        { "no credit at all", [.. Call, .. Frames.Of(Frames.Credit, 1, Frames.Int32(0))], WireException.Limit },
        { "negative credit", [.. Call, .. Frames.Of(Frames.Credit, 1, Frames.Int32(-5))], WireException.Limit },
        { "endless credit", [.. Call, .. Frames.Of(Frames.Credit, 1, Frames.Int32(int.MaxValue))], WireException.Limit },
        { "an end without END", [], WireException.PeerGone },
        { "an end within a header", [1, 2], WireException.PeerGone },
        { "an end within a payload", Frames.Raw(100, Frames.Call, 1, 2, 3), WireException.PeerGone },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task What_does_not_belong_ends_the_connection(string what, byte[] bytes, string code)
    {
        Assert.NotEmpty(what);
        await using var ends = Ends.Against((_, token) => Task.Delay(Timeout.Infinite, token));
        using var waiting = ends.Parent.Open("ask", Nothing.Instance, WireJson.Default.Nothing);

        await ends.ChildOutput.WriteAsync(bytes, Token);
        if (code == WireException.PeerGone)
            await ends.ChildOutput.DisposeAsync();

        var exception = await Assert.ThrowsAsync<WireException>(() => ends.Parent.Completion.WaitAsync(TimeSpan.FromSeconds(20), Token));
        Assert.Equal(code, exception.Code);
        Assert.Equal(code, (await Assert.ThrowsAsync<WireException>(() => waiting.GetReplyAsync(WireJson.Default.Nothing, Token))).Code);
        Assert.Throws<WireException>(() => ends.Parent.Open("ask", Nothing.Instance, WireJson.Default.Nothing));
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(int.MaxValue, 0)]
    [InlineData(0, -1)]
    [InlineData(0, int.MaxValue)]
    [InlineData(100_000, 0)]
    public async Task A_page_that_contradicts_itself_ends_the_connection(int count, int notes)
    {
        await using var ends = Ends.Against();
        using var exchange = ends.Parent.Open("ask", Nothing.Instance, WireJson.Default.Nothing);
        await using var pages = exchange.ReadPagesAsync(Token).GetAsyncEnumerator(Token);
        var reading = pages.MoveNextAsync().AsTask();

        await ends.ChildOutput.WriteAsync(Frames.Of(Frames.Schema, exchange.Id, Encoding.UTF8.GetBytes("[]")), Token);
        await ends.ChildOutput.WriteAsync(Frames.Of(Frames.Page, exchange.Id, Frames.PageBody(count, notes, [1, 2, 3])), Token);

        Assert.Equal(WireException.Malformed, (await Assert.ThrowsAsync<WireException>(() => reading.WaitAsync(TimeSpan.FromSeconds(20), Token))).Code);
    }

    [Fact]
    public async Task A_page_before_its_schema_and_one_more_than_granted_end_the_connection()
    {
        foreach (var (withSchema, pages, code) in new[] { (false, 1, WireException.Malformed), (true, 5, WireException.Limit) })
        {
            await using var ends = Ends.Against();
            using var exchange = ends.Parent.Open("ask", Nothing.Instance, WireJson.Default.Nothing);
            await using var reader = exchange.ReadPagesAsync(Token).GetAsyncEnumerator(Token);
            var first = reader.MoveNextAsync().AsTask();
            if (withSchema)
                await ends.ChildOutput.WriteAsync(Frames.Of(Frames.Schema, exchange.Id, Encoding.UTF8.GetBytes("[]")), Token);
            for (var i = 0; i < pages; i++)
                await ends.ChildOutput.WriteAsync(Frames.Of(Frames.Page, exchange.Id, Frames.PageBody(0, 0, [])), Token);

            Assert.Equal(code, (await Assert.ThrowsAsync<WireException>(() => ends.Parent.Completion.WaitAsync(TimeSpan.FromSeconds(20), Token))).Code);
            await Task.WhenAny(first);
        }
    }

    [Fact]
    public async Task Too_many_calls_under_way_and_too_many_in_a_second_end_the_connection()
    {
        foreach (var limits in new[] { new WireLimits { MaxOutstandingCalls = 3 }, new WireLimits { MaxCallsPerSecond = 3 }, new WireLimits { MaxTotalBytes = 40 } })
        {
            await using var ends = Ends.Against((_, token) => Task.Delay(Timeout.Infinite, token), limits);

            for (var i = 0; i < 8; i++)
                await ends.ChildOutput.WriteAsync(Frames.Of(Frames.Call, 1 + (2 * i), Frames.Named("m", "{}")), Token);

            Assert.Equal(WireException.Limit, (await Assert.ThrowsAsync<WireException>(() => ends.Parent.Completion.WaitAsync(TimeSpan.FromSeconds(20), Token))).Code);
        }
    }

    [Fact]
    public async Task A_frame_for_an_exchange_that_is_over_is_ignored()
    {
        await using var ends = Ends.Against();

        await ends.ChildOutput.WriteAsync(Frames.Of(Frames.Page, 4711, Frames.PageBody(-1, -1, [])), Token);
        await ends.ChildOutput.WriteAsync(Frames.Of(Frames.Cancel, 4711), Token);
        await ends.ChildOutput.WriteAsync(Frames.Raw(0, Frames.End), Token);

        await ends.Parent.Completion.WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public async Task An_end_in_the_middle_of_a_stream_is_no_end_of_the_stream()
    {
        await using var ends = Ends.Against();
        using var exchange = ends.Parent.Open("ask", Nothing.Instance, WireJson.Default.Nothing);

        await ends.ChildOutput.WriteAsync(Frames.Raw(0, Frames.End), Token);

        await Assert.ThrowsAsync<WireException>(async () =>
        {
            await foreach (var page in exchange.ReadPagesAsync(Token))
                page.Dispose();
        });
    }

    private static string Deep(int levels) =>
        string.Concat(Enumerable.Repeat("[{\"name\":\"a\",\"type\":\"Record\",\"fields\":", levels)) + "[]" + string.Concat(Enumerable.Repeat("}]", levels));

    private static string Wide(int fields) => "[" + string.Join(",", Enumerable.Range(0, fields).Select(i => $"{{\"name\":\"f{i}\",\"type\":\"String\"}}")) + "]";
}
