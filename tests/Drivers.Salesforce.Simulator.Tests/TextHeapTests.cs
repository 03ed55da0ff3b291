using System.Text;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace Drivers.Salesforce.Simulator.Tests;

public sealed class TextHeapTests
{
    /// <summary>Any order of sets and removals gives what a list of strings gives; the longest do not fit a chunk, and the many that are replaced are compacted.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void It_holds_what_was_set(int seed)
    {
        var random = new Random(seed);
        var heap = new TextHeap();
        var expected = new string?[300];
        for (var step = 0; step < 4_000; step++)
        {
            var row = random.Next(expected.Length);
            expected[row] = random.Next(8) == 0 ? null : Text(random, step % 500 == 0 ? 400_000 : random.Next(3_000));
            heap.Set(row, expected[row]);
            if (step % 97 == 0) Same(heap, expected);
        }

        Same(heap, expected);
    }

    [Fact]
    public void What_is_replaced_again_and_again_does_not_grow()
    {
        var heap = new TextHeap();

        for (var round = 0; round < 2_000; round++)
        {
            for (var row = 0; row < 20; row++) heap.Set(row, new string('x', 500 + round));
        }

        Assert.InRange(heap.Dead, 0, 2 << 20);
    }

    [Theory]
    [InlineData("plain", true)]
    [InlineData("Zoë 😀", true)]
    [InlineData("", true)]
    [InlineData("a \"quote\"", false)]
    [InlineData("back\\slash", false)]
    [InlineData("two\nlines", false)]
    public void It_knows_what_needs_escapes(string text, bool expected)
    {
        var heap = new TextHeap();
        heap.Set(1, "\"longer than what comes\"");
        heap.Set(1, text);

        Assert.True(heap.TryGet(1, out var utf8, out var plain));
        Assert.Equal(expected, plain);
        Assert.Equal(text, Encoding.UTF8.GetString(utf8));
        Assert.True(heap.IsNull(0));
        Assert.True(heap.IsNull(5_000));
    }

    [Fact]
    public void Empty_texts_at_the_end_of_a_chunk_stay_where_they_are()
    {
        var heap = new TextHeap();
        var texts = Enumerable.Range(0, 3_000).Select(i => i % 2 == 0 ? new string('y', 256) : "").ToArray();

        for (var row = 0; row < texts.Length; row++) heap.Set(row, texts[row]);

        Same(heap, texts);
    }

    private static void Same(TextHeap heap, string?[] expected)
    {
        for (var row = 0; row < expected.Length; row++)
        {
            Assert.Equal(expected[row], heap.Text(row));
            Assert.Equal(expected[row] is null, heap.IsNull(row));
        }
    }

    private static string Text(Random random, int length) => string.Create(length, random, static (span, source) =>
    {
        const string Letters = "abc ü€\"\\\n日";
        for (var i = 0; i < span.Length; i++) span[i] = Letters[source.Next(Letters.Length)];
    });
}
