using System.Text;

namespace IntegrationAgent.Driver.Authoring.Tests;

public sealed class CsvReaderTests
{
    [Theory]
    [InlineData("a,b\n1,2\n", "a|b/1|2")]
    [InlineData("a,b\r\n1,2\r\n", "a|b/1|2")]
    [InlineData("a,b\n1,2", "a|b/1|2")]
    [InlineData("\"a\",\"b\"\r\n\"x,\"\"y\"\"\",\"line\nbreak\"\r\n", "a|b/x,\"y\"|line\nbreak")]
    [InlineData("a\n\"\"\n", "a/")]
    [InlineData("a,b,c\n,,\n", "a|b|c/||")]
    [InlineData("\"ü😀\"\n", "ü😀")]
    [InlineData("", "")]
    public async Task Rows_come_as_they_were_meant_whatever_the_pieces(string text, string expected)
    {
        for (var piece = 1; piece <= 9; piece++)
            Assert.Equal(expected, await ReadAsync(text, piece));
    }

    [Theory]
    [InlineData("a\n\"open")]
    [InlineData("\"a\"b\n")]
    public async Task A_text_that_breaks_off_or_is_malformed_is_incomplete(string text)
    {
        var error = await Assert.ThrowsAsync<DriverException>(() => ReadAsync(text, 3));

        Assert.Equal(DriverErrorCode.IncompleteResult, error.Code);
    }

    [Fact]
    public async Task A_row_larger_than_the_buffer_grows_it()
    {
        var big = new string('x', 400_000);

        Assert.Equal($"{big}|y/1|2", await ReadAsync($"{big},y\n1,2\n", 50_000));
    }

    private static async Task<string> ReadAsync(string text, int piece)
    {
        using var stream = new PiecewiseStream(Encoding.UTF8.GetBytes(text), piece);
        using var csv = new CsvReader(stream);
        var rows = new List<string>();
        while (await csv.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(string.Join('|', Enumerable.Range(0, csv.FieldCount).Select(i => Encoding.UTF8.GetString(csv.GetField(i)))));
        return string.Join('/', rows);
    }

    private sealed class PiecewiseStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
