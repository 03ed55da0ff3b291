using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Errors;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Drivers.Postgres.Tests;

public sealed class ConnectTests(PostgresFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_says_who_it_is_and_works_beside_itself()
    {
        await using var database = await TestDatabase.CreateAsync(fixture, "CREATE TABLE a (id int PRIMARY KEY)", "INSERT INTO a SELECT generate_series(1, 10)");

        var check = await database.Client.CheckAsync(Token);
        var counts = await Task.WhenAll(Enumerable.Range(0, 30).Select(async _ => (await Pages.ReadAllAsync(database.Client.QueryAsync(new QueryRequest { Object = "a", Fields = ["id"] }, Token))).Count));

        Assert.Equal((PostgresServer.User, PostgresServer.Host), (check.Identity, check.Host));
        Assert.Contains(database.Name, check.System, StringComparison.Ordinal);
        Assert.All(counts, count => Assert.Equal(10, count));
        Assert.True((await database.Client.GetRateLimitAsync(Token)).CallsMade >= 31);
        await database.Client.DisposeAsync();
        await database.Client.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => database.Client.CheckAsync(Token));
    }

    [Theory]
    [InlineData("password", "wrong-Geheim", "authentication_failed")]
    [InlineData("user", "nobody-here", "authentication_failed")]
    [InlineData("user", "", "authentication_failed")]
    [InlineData("database", "not-there", "connection_failed")]
    [InlineData("port", "1", "connection_failed")]
    [InlineData("host", "does-not-exist.invalid", "connection_failed")]
    [InlineData("tls", "require", "connection_failed")]
    [InlineData("tls", "sometimes", "invalid_value")]
    [InlineData("port", "70000", "invalid_value")]
    [InlineData("host", "/var/run/postgresql", "invalid_value")]
    [InlineData("infinity", "maybe", "invalid_value")]
    public async Task What_is_wrong_with_a_connection_is_told_apart(string part, string value, string code)
    {
        var server = await fixture.ServerAsync(TestContext.Current.CancellationToken);
        var exception = await Assert.ThrowsAsync<DriverException>(() => part switch
        {
            "password" => TestDatabase.ConnectAsync(server, "postgres", password: value),
            "user" => TestDatabase.ConnectAsync(server, "postgres", user: value),
            "database" => TestDatabase.ConnectAsync(server, value),
            _ => TestDatabase.ConnectAsync(server, "postgres", settings: (part, value)),
        });

        Assert.Equal(code, exception.Code.Value);
        Assert.DoesNotContain("Geheim", exception.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(server.Password, exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_state_has_an_action_and_no_place_for_a_value()
    {
        Assert.True(SqlStateTable.States.Count() > 60);
        foreach (var state in SqlStateTable.States)
        {
            var row = SqlStateTable.Find(state);
            Assert.EndsWith(".", row.Message, StringComparison.Ordinal);
            Assert.InRange(row.Message.Length, 20, 200);
            Assert.DoesNotContain("{1}", row.Message, StringComparison.Ordinal);
        }

        Assert.Equal("invalid_value", SqlStateTable.Find("22ZZZ").Code.Value);
        Assert.Equal("unknown", SqlStateTable.Find("ZZZZZ").Code.Value);
    }
}
