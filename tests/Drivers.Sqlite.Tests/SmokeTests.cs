namespace Drivers.Sqlite.Tests;

public class SmokeTests
{
    [Fact]
    public void Builds() => Assert.NotEmpty(IntegrationAgent.Testing.RepositoryRoot.Path);
}
