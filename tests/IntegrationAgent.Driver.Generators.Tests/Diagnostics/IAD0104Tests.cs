using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0104Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0104", DriverSource.Members(RulePage.Bad("IAD0104")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0104")));

    [Theory]
    [InlineData("public string Find(string name) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $\"SELECT id FROM tickets WHERE name = {name}\");")]
    [InlineData("public string Find(string name) => \"SELECT id FROM tickets WHERE name = '\" + name + \"'\";")]
    [InlineData("public string Find(string name) => $\"DELETE FROM tickets WHERE name LIKE {name}\";")]
    public Task Bad_code_is_reported(string code) => AnalyzerHarness.AssertReports("IAD0104", DriverSource.Members(code));

    [Theory]
    [InlineData("public string Find(int id) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $\"SELECT id FROM tickets WHERE id = {id}\");")]
    [InlineData("public string Find(int id) => $\"SELECT id FROM tickets WHERE id = {id}\";")]
    [InlineData("public string Find(string table) => $\"SELECT id FROM {table} WHERE id = @id\";")]
    [InlineData("public string Say(string name) => $\"The name = '{name}' is taken.\";")]
    public Task Good_code_is_clean(string code) => AnalyzerHarness.AssertSilent("IAD0104", DriverSource.Members(code));
}
