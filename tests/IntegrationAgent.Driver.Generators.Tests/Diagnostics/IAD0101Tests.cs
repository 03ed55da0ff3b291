using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0101Tests
{
    [Fact]
    public Task Bad_example_of_the_page_is_reported() => AnalyzerHarness.AssertReports("IAD0101", DriverSource.Members(RulePage.Bad("IAD0101")));

    [Fact]
    public Task Good_example_of_the_page_is_clean() => AnalyzerHarness.AssertClean(DriverSource.Members(RulePage.Good("IAD0101")));

    [Theory]
    [InlineData("public int Read() { try { return int.Parse(\"x\"); } catch { return 0; } }")]
    [InlineData("public int Read() { try { return int.Parse(\"x\"); } catch (Exception) { return 0; } }")]
    public Task Bad_code_is_reported(string code) => AnalyzerHarness.AssertReports("IAD0101", DriverSource.Members(code));

    [Theory]
    [InlineData("public int Read() { try { return int.Parse(\"x\"); } catch (FormatException) { return 0; } }")]
    [InlineData("public int Read() { try { return int.Parse(\"x\"); } catch (Exception e) { context.Log.Write(DriverLogLevel.Warning, \"read_failed\", e.GetType().Name); return 0; } }")]
    [InlineData("public int Read(bool quiet) { try { return int.Parse(\"x\"); } catch (Exception) when (quiet) { return 0; } }")]
    public Task Good_code_is_clean(string code) => AnalyzerHarness.AssertSilent("IAD0101", DriverSource.Members(code));
}
