using IntegrationAgent.Driver.Generators.Parsing;
using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests;

public class TextHygieneTests
{
    [Theory]
    [InlineData("a\u200Bb", "ab")]
    [InlineData("a\u202Eb\u202C", "ab")]
    [InlineData("a\u2066b\u2069", "ab")]
    [InlineData("\uFEFFa", "a")]
    [InlineData("a\u0007b", "ab")]
    [InlineData("a\u00ADb", "ab")]
    [InlineData("a\U000E0041b", "ab")]
    [InlineData("a\uFE0Fb", "ab")]
    [InlineData("a\u3164b", "ab")]
    [InlineData("a\uE000b", "ab")]
    [InlineData("a\u2800b", "ab")]
    [InlineData("a \r\n\t b", "a b")]
    [InlineData("a\u2028b", "a b")]
    [InlineData("  a  ", "a")]
    [InlineData("Grüße 你好 \U0001F600", "Grüße 你好 \U0001F600")]
    public void Text_loses_what_cannot_be_seen(string text, string expected) => Assert.Equal(expected, TextHygiene.Clean(text, 100));

    [Fact]
    public void Lone_surrogate_is_removed() => Assert.Equal("ab", TextHygiene.Clean("a" + (char)0xD800 + "b", 100));

    [Fact]
    public void Text_is_cut_to_its_limit() => Assert.Equal("abcd…", TextHygiene.Clean("abcdefgh", 5));

    [Fact]
    public void Text_is_not_cut_inside_a_character() => Assert.Equal("abc…", TextHygiene.Clean("abc\U0001F600\U0001F600", 5));

    [Theory]
    [InlineData("cafe\u0301", "caf\u00E9")]
    [InlineData("e\u0302\u0301", "\u1EBF")]
    [InlineData("\u0438\u0306", "\u0439")]
    [InlineData("q\u0301", "q\u0301")]
    public void Decomposed_letters_are_composed_on_every_machine(string text, string expected) => Assert.Equal(expected, TextHygiene.Clean(text, 100));

    [Fact]
    public void Every_text_of_a_manifest_is_clean()
    {
        const string dirty = "x\\u200By\\u202E z";
        var source = SampleDriver.With(
            $$"""
            [Driver("helpdesk", DisplayName = "{{dirty}}", Client = typeof(HelpdeskClient), NativeLanguage = "{{dirty}}")]
            [AuthMethod("api_key", Description = "{{dirty}}", Scopes = new[] { "{{dirty}}" })]
            [Credential("HD_KEY", Description = "{{dirty}}")]
            [Setting("instance_url", Description = "{{dirty}}", Default = "{{dirty}}")]
            [RateLimit("per_minute", WindowSeconds = 60, ReadFrom = "{{dirty}}")]
            [DriverError("duplicate", Meaning = "{{dirty}}", Action = "{{dirty}}")]
            [Idiom("{{dirty}}")]
            """,
            operations: """
            /// <summary>Closes&#x200B; a ticket.</summary>
            /// <param name="id">The&#x202E; ticket.</param>
            [DriverOperation("close_ticket", Examples = new[] { "e\u200B1" })]
            public Task CloseAsync(string id = "d\u202E", CancellationToken cancellationToken = default) => Task.CompletedTask;
            """);

        var text = GeneratorHarness.Run(source).ManifestText!;

        Assert.Equal(11, text.Split("\"xy z\"").Length - 1);
        Assert.DoesNotContain(text, c => c is '\u200B' or '\u202E');
    }
}
