using IntegrationAgent.Agent.Compatibility;

namespace IntegrationAgent.Compatibility.Tests.Compat;

public class VersionRuleTests
{
    [Theory]
    [InlineData("1.2.3", "2.0.0", "Major", true)]
    [InlineData("1.2.3", "1.3.0", "Major", false)]
    [InlineData("1.2.3", "1.3.0", "Minor", true)]
    [InlineData("1.2.3", "1.2.4", "Minor", false)]
    [InlineData("1.2.3", "1.2.4", "Patch", true)]
    [InlineData("1.2.3", "1.2.3", "Patch", false)]
    [InlineData("1.2.3", "2.0.0-beta.1", "Major", true)]
    [InlineData("1.2.3", "1.3.0-beta.1", "Major", false)]
    [InlineData("0.3.1", "0.4.0", "Major", true)]
    [InlineData("0.3.1", "0.3.2", "Major", false)]
    [InlineData("0.3.1", "0.3.2", "Minor", true)]
    [InlineData("0.0.1", "0.0.2", "Major", false)]
    [InlineData("0.9.0", "1.0.0", "Major", true)]
    [InlineData("1.0.0-beta.1", "1.0.0-beta.2", "Major", true)]
    [InlineData("1.0.0-beta.1", "1.0.0", "Major", true)]
    [InlineData("1.0.0-beta.1", "1.0.1", "Major", true)]
    public void Step_is_enough_or_not(string old, string @new, string needed, bool enough)
    {
        var verdict = VersionRules.Judge(old, @new, Enum.Parse<CompatImpact>(needed));

        Assert.Equal(enough, verdict.Enough);
        Assert.EndsWith(".", verdict.Sentence, StringComparison.Ordinal);
    }
}
