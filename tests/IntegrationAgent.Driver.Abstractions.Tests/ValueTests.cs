using System.Text;
using System.Text.Json;

namespace IntegrationAgent.Driver.Tests;

public sealed class ValueTests
{
    [Fact]
    public void Texts_of_bytes_and_of_strings_are_equal_when_their_letters_are()
    {
        Text bytes = Text.FromUtf8(Encoding.UTF8.GetBytes("ä€😀")), text = "ä€😀";

        Assert.True(bytes == text && text == bytes && bytes.Equals((object)"ä€😀"));
        Assert.Equal(bytes.GetHashCode(), text.GetHashCode());
        Assert.Equal("ä€😀", (string?)bytes);
        Assert.False(bytes == default(Text));
        Assert.True(default(Text).IsNull && !Text.FromUtf8(default).IsNull);
    }

    [Fact]
    public void A_value_never_prints_what_it_is()
    {
        Assert.Equal("String", RecordValue.From("personal").ToString());
        Assert.Equal("[secret]", new Secret("hunter2").ToString());
        Assert.DoesNotContain("hunter2", JsonSerializer.Serialize(new Secret("hunter2")), StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_equal_by_type_and_content()
    {
        Assert.Equal(RecordValue.From([1, 2]), RecordValue.From([1, 2]));
        Assert.NotEqual(RecordValue.From(1L), RecordValue.From(1m));
        Assert.NotEqual(RecordValue.Null, RecordValue.Absent);
        Assert.Equal(RecordValue.From((string?)null), RecordValue.Null);
        Assert.Equal(default, RecordValue.Null);
        Assert.NotEqual(
            RecordValue.From(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero)), RecordValue.From(new DateTimeOffset(2026, 1, 1, 13, 0, 0, TimeSpan.FromHours(1))));
    }

    [Fact]
    public void An_accessor_of_another_type_is_misuse()
    {
        Assert.Throws<InvalidOperationException>(() => RecordValue.From("1").AsInt64());
        Assert.Throws<InvalidOperationException>(() => RecordValue.Null.AsBoolean());
    }

    [Fact]
    public void A_message_is_cut_at_its_limit()
    {
        var exception = new DriverException(DriverErrorCode.Conflict, new string('x', 1000));

        Assert.Equal(DriverException.MaxMessageLength, exception.Message.Length);
    }

    [Theory]
    [InlineData(RetryAdvice.Never, false)]
    [InlineData(RetryAdvice.Now, true)]
    [InlineData(RetryAdvice.After, true)]
    [InlineData(RetryAdvice.AfterQuotaReset, false)]
    [InlineData(RetryAdvice.AfterUserAction, false)]
    public void Transient_is_what_a_later_attempt_may_mend(RetryAdvice advice, bool transient) =>
        Assert.Equal(transient, new DriverException(DriverErrorCode.Unknown, "x") { Retry = advice }.IsTransient);

    [Theory]
    [InlineData("Not_lower")]
    [InlineData("with space")]
    [InlineData("")]
    public void A_code_is_a_word_in_snake_case(string code) => Assert.ThrowsAny<ArgumentException>(() => new DriverErrorCode(code));

    [Fact]
    public void The_default_code_is_unknown() => Assert.True(default == DriverErrorCode.Unknown && default(DriverErrorCode).Value == "unknown");

    [Fact]
    public void A_missing_setting_names_itself_and_asks_a_person()
    {
        var settings = new ConnectionSettings([new("Url", "https://x"), new("empty", "")]);

        Assert.Equal("https://x", settings.GetRequired("url"));
        var exception = Assert.Throws<DriverException>(() => settings.GetRequired("empty"));
        Assert.Equal((DriverErrorCode.InvalidValue, "empty", RetryAdvice.AfterUserAction), (exception.Code, exception.Target, exception.Retry));
        Assert.Null(settings.GetOptional("other"));
    }

    [Fact]
    public void A_filter_of_one_is_that_one()
    {
        var one = Filter.Compare("a", ComparisonOperator.Equal, RecordValue.From(1L));

        Assert.Same(one, Filter.And(one));
        Assert.Same(one, Filter.Or(one));
        Assert.Empty(Assert.IsType<AndFilter>(Filter.And()).Filters);
    }

    [Fact]
    public void A_failure_has_a_reason() => Assert.Throws<ArgumentNullException>(() => WriteOutcome.Failed(null!));
}
