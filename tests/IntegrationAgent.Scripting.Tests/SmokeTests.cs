namespace IntegrationAgent.Scripting.Tests;

public class SmokeTests
{
    [Fact]
    public void Builds() => Assert.NotEmpty(IntegrationAgent.Testing.RepositoryRoot.Path);
}
