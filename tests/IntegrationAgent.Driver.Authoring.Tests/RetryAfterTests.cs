namespace IntegrationAgent.Driver.Authoring.Tests;

public sealed class RetryAfterTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    [Theory]
    [InlineData("2", 2000)]
    [InlineData(" 1.5 ", 1500)]
    [InlineData("0", 0)]
    [InlineData("-5", 0)]
    [InlineData("250ms", 250)]
    [InlineData("1e9999", 86_400_000)]
    [InlineData("999999999", 86_400_000)]
    [InlineData("1772600777", 10_000)]
    [InlineData("1772600777000", 10_000)]
    [InlineData("1000000000", 0)]
    [InlineData("Wed, 04 Mar 2026 05:06:37 GMT", 30_000)]
    [InlineData("Wed, 04 Mar 2020 05:06:37 GMT", 0)]
    [InlineData("2026-03-04T05:06:08Z", 1000)]
    public void Parse_of_any_form_gives_a_wait_between_none_and_a_day(string value, double milliseconds) =>
        Assert.Equal(milliseconds, RetryAfter.Parse(value, Now)!.Value.TotalMilliseconds, 0.001);

    [Theory]
    [InlineData("soon")]
    [InlineData("")]
    [InlineData("NaN")]
    public void Parse_of_something_else_gives_nothing(string value) => Assert.Null(RetryAfter.Parse(value, Now));
}
