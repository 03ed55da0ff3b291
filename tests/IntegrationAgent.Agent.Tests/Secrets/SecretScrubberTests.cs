using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using IntegrationAgent.Agent.Secrets;

namespace IntegrationAgent.Agent.Tests.Secrets;

public class SecretScrubberTests
{
    private const string Canary = "Cänary/secret+value=\"7\"&<é>";
    private const string Pem = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\nq83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=\n-----END PRIVATE KEY-----\n";

    public static TheoryData<string, string> Forms
    {
        get
        {
            var utf8 = Encoding.UTF8.GetBytes(Canary);
            var data = new TheoryData<string, string>
            {
                { "raw", Canary },
                { "base64", Convert.ToBase64String(utf8) },
                { "base64 behind one byte", Convert.ToBase64String([1, .. utf8, 2]) },
                { "base64 behind two bytes", Convert.ToBase64String([1, 2, .. utf8, 3, 4]) },
                { "basic authorization", Convert.ToBase64String(Encoding.UTF8.GetBytes("integration@example.org:" + Canary)) },
                { "base64 for addresses", Convert.ToBase64String([1, .. utf8]).Replace('+', '-').Replace('/', '_').TrimEnd('=') },
                { "base64 of UTF-16", Convert.ToBase64String(Encoding.Unicode.GetBytes(Canary)) },
                { "base64 in an address", Uri.EscapeDataString(Convert.ToBase64String(utf8)) },
                { "percent", Uri.EscapeDataString(Canary) },
                { "percent, lower case", Uri.EscapeDataString(Canary).Replace("%2F", "%2f", StringComparison.Ordinal).Replace("%C3", "%c3", StringComparison.Ordinal).Replace("%A4", "%a4", StringComparison.Ordinal).Replace("%2B", "%2b", StringComparison.Ordinal).Replace("%3D", "%3d", StringComparison.Ordinal).Replace("%3C", "%3c", StringComparison.Ordinal).Replace("%3E", "%3e", StringComparison.Ordinal).Replace("%A9", "%a9", StringComparison.Ordinal) },
                { "form", WebUtility.UrlEncode(Canary) },
                { "percent twice", Uri.EscapeDataString(Uri.EscapeDataString(Canary)) },
                { "hexadecimal", Convert.ToHexStringLower(utf8) },
                { "hexadecimal, upper case", Convert.ToHexString(utf8) },
                { "JSON", JsonEncodedText.Encode(Canary).Value },
                { "JSON, relaxed", JsonEncodedText.Encode(Canary, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value },
                { "JSON in JSON", JsonEncodedText.Encode(JsonEncodedText.Encode(Canary).Value).Value },
                { "HTML", WebUtility.HtmlEncode(Canary) },
            };
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void A_secret_is_taken_out_in_every_form(string form, string encoded)
    {
        var scrubber = Seeded(("SF_SECRET", Canary));

        foreach (var text in (string[])[encoded, $"before {encoded} after", $"{{\"x\":\"{encoded}\"}}"])
        {
            AssertGone(encoded, scrubber.Scrub(text), form);
            AssertGone(encoded, Encoding.UTF8.GetString(scrubber.Scrub(Encoding.UTF8.GetBytes(text))), form);
            Assert.True(scrubber.Contains(text), form);
        }
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\n    ")]
    [InlineData("\\n")]
    [InlineData("\\\\n")]
    [InlineData("\\\n")]
    [InlineData("=\n")]
    public void A_secret_broken_over_lines_is_taken_out(string lineBreak)
    {
        var scrubber = Seeded(("SF_SECRET", "canary-secret-value"), ("SF_KEY", Pem));
        for (var at = 1; at < "canary-secret-value".Length; at++)
        {
            var text = "a " + "canary-secret-value".Insert(at, lineBreak) + " z";

            Assert.Equal("a [secret SF_SECRET] z", scrubber.Scrub(text));
        }

        var wrapped = string.Join(lineBreak, Convert.ToBase64String(Encoding.UTF8.GetBytes("user:canary-secret-value")).Chunk(7).Select(part => new string(part)));
        Assert.Contains("[secret SF_SECRET]", scrubber.Scrub(wrapped), StringComparison.Ordinal);
        Assert.DoesNotContain("q83vEjRWeJCrze8SNFZ4", scrubber.Scrub(Pem.Replace("\n", lineBreak, StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void One_line_of_a_private_key_is_taken_out()
    {
        var scrubber = Seeded(("SF_KEY", Pem));

        Assert.Equal("at [secret SF_KEY]!", scrubber.Scrub("at MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg!"));
    }

    [Fact]
    public void A_short_secret_is_taken_out_as_a_word_only()
    {
        var scrubber = Seeded(("PIN", "4711"), ("ONE", "x"));

        Assert.Equal("pin=[secret PIN], not 14711 or 4711a; [secret ONE] y maximum", scrubber.Scrub("pin=4711, not 14711 or 4711a; x y maximum"));
    }

    [Fact]
    public void Overlapping_secrets_leave_no_rest()
    {
        var scrubber = Seeded(("A", "abcdefgh"), ("B", "efghijkl"), ("C", "abcdefghij"));

        Assert.Equal("-[secret C]-", scrubber.Scrub("-abcdefghijkl-"));
    }

    [Fact]
    public void A_text_without_secrets_is_the_same_instance()
    {
        var scrubber = Seeded(("SF_SECRET", Canary));
        const string Text = "12,000 rows read, 3 quarantined\nnext";

        Assert.Same(Text, scrubber.Scrub(Text));
        Assert.False(scrubber.Contains(Text));
    }

    [Theory]
    [InlineData("sid 00D5g00000ABCDEF!AQ4AQPabcdefghijklmnopqrstuvwxyz.0123456789 end", "AQ4AQP")]
    [InlineData("Authorization: Bearer abcdefghijklmnop0123", "abcdefghijklmnop")]
    [InlineData("t=eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJhYmMifQ.c2lnbmF0dXJl", "eyJpc3MiOiJhYmMifQ")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----", "MIIEow")]
    [InlineData("-----BEGIN PRIVATE KEY-----\\nMIIEow", "MIIEow")]
    [InlineData("postgres://app:hunter2hunter2@db/x", "hunter2")]
    public void What_is_secret_by_its_shape_is_taken_out_untaught(string text, string secret)
    {
        var scrubber = new SecretScrubber();

        Assert.DoesNotContain(secret, scrubber.Scrub(text), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, Encoding.UTF8.GetString(scrubber.Scrub(Encoding.UTF8.GetBytes(text))), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_pass_unchanged()
    {
        var scrubber = Seeded(("SF_SECRET", Canary));
        var bytes = Enumerable.Range(0, 4096).Select(i => (byte)(i * 131)).ToArray();

        Assert.Equal(bytes, scrubber.Scrub(bytes.AsSpan()));
    }

    [Fact]
    public void However_a_text_is_cut_into_writes_no_secret_passes()
    {
        Gen.Select(Gen.Char['a', 'c'].Array[6, 10], Gen.Char['a', 'c'].Array[0, 40], Gen.Int[1, 7], Gen.Bool).Sample((secretChars, around, piece, flush) =>
        {
            var secret = new string(secretChars);
            var scrubber = Seeded(("S", secret));
            var text = new string(around) + secret + "\n" + new string(around) + secret.Insert(5, "\n");
            using var output = new StringWriter();
            using var bytes = new MemoryStream();
            using (var writer = scrubber.Wrap(output))
            using (var stream = scrubber.Wrap(bytes))
            {
                foreach (var part in text.Chunk(piece))
                {
                    writer.Write(part);
                    stream.Write(Encoding.UTF8.GetBytes(part));
                    if (flush)
                        writer.Flush();
                }
            }

            return !output.ToString().Contains(secret, StringComparison.Ordinal)
                && !Encoding.UTF8.GetString(bytes.ToArray()).Contains(secret, StringComparison.Ordinal)
                && output.ToString().Contains("[secret S]", StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_writer_passes_ordinary_lines_at_once()
    {
        var scrubber = Seeded(("SF_SECRET", "canary-secret-value"));
        using var output = new StringWriter();
        using var writer = scrubber.Wrap(output);

        writer.Write("Is it 5 or ");
        writer.Flush();
        Assert.Equal("Is it 5 or ", output.ToString());
        writer.Write("7 c\n");
        Assert.Equal("Is it 5 or 7 c\n", output.ToString());
        writer.Write("see canary-sec");
        Assert.Equal("Is it 5 or 7 c\nsee ", output.ToString());
        writer.Write("ret-value.");
        Assert.Equal("Is it 5 or 7 c\nsee [secret SF_SECRET].", output.ToString());
    }

    [Fact]
    public void A_megabyte_of_log_with_fifty_secrets_takes_well_under_a_second()
    {
        var scrubber = new SecretScrubber();
        for (var i = 0; i < 50; i++)
            scrubber.Add($"S{i}", $"secret-number-{i}-{Convert.ToHexString(BitConverter.GetBytes(i * 7919))}");
        var text = string.Concat(Enumerable.Range(0, 16_000).Select(i => $"2026-03-01 row {i} created, 200 rows per batch, quota left 98 %\n"));
        scrubber.Scrub("warm");

        var watch = Stopwatch.StartNew();
        var same = scrubber.Scrub(text);

        Assert.Same(text, same);
        Assert.InRange(watch.ElapsedMilliseconds, 0, 900);
    }

    private static SecretScrubber Seeded(params (string Name, string Value)[] secrets)
    {
        var scrubber = new SecretScrubber();
        foreach (var (name, value) in secrets)
            scrubber.Add(name, value);
        return scrubber;
    }

    // At the edges of another alignment a character or two may stay; no stretch of eight may.
    private static void AssertGone(string encoded, string scrubbed, string form)
    {
        for (var at = 0; at + 8 <= encoded.Length; at++)
        {
            var part = encoded.Substring(at, 8);
            if (form != "basic authorization" || at > 32)
                Assert.DoesNotContain(part, scrubbed, StringComparison.Ordinal);
        }
    }
}
