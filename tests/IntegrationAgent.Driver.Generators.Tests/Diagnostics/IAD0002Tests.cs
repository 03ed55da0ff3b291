using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0002Tests
{
    [Theory]
    [InlineData("Help Desk", "help-desk")]
    [InlineData("HelpDesk", "help-desk")]
    [InlineData("-x-", "my-system")]
    [InlineData("", "my-system")]
    [InlineData("h", "my-system")]
    [InlineData("help_desk", "help-desk")]
    public void Malformed_id_is_corrected_in_the_message(string id, string suggestion)
    {
        var outcome = GeneratorHarness.Run(SampleDriver.With($"[Driver(\"{id}\", Client = typeof(HelpdeskClient))]"));

        Assert.EndsWith($"write [Driver(\"{suggestion}\")]", outcome.AssertOnly("IAD0002").GetMessage(null), StringComparison.Ordinal);
        Assert.Null(outcome.ManifestText);
    }

    [Theory]
    [InlineData("public sealed class HelpdeskDriver : IDriver\n{", "public sealed class HelpdeskDriver : IDriver\n{ private HelpdeskDriver() { }", "public parameterless constructor")]
    [InlineData("public sealed class HelpdeskDriver", "public sealed class HelpdeskDriver(int size)", "public parameterless constructor")]
    [InlineData("public sealed class HelpdeskDriver", "public abstract class HelpdeskDriver", "abstract")]
    [InlineData("public sealed class HelpdeskDriver", "internal sealed class HelpdeskDriver", "write 'public sealed class HelpdeskDriver'")]
    [InlineData(", Client = typeof(HelpdeskClient)", "", "Client = typeof(YourClient)")]
    [InlineData("typeof(HelpdeskClient)", "typeof(string)", "write 'class String : IDriverClient'")]
    public void Driver_that_a_host_cannot_make_is_told_why(string before, string after, string message)
    {
        var source = SampleDriver.With().ReplaceLineEndings("\n");
        Assert.Contains(before, source, StringComparison.Ordinal);

        var outcome = GeneratorHarness.Run(source.Replace(before, after, StringComparison.Ordinal));

        Assert.Contains(message, outcome.AssertOnly("IAD0002").GetMessage(null), StringComparison.Ordinal);
        Assert.Null(outcome.ManifestText);
    }

    [Theory]
    [InlineData("sf")]
    [InlineData("my-system-2")]
    public void Sound_id_is_fine(string id) =>
        Assert.Equal(id, GeneratorHarness.Run(SampleDriver.With($"[Driver(\"{id}\", Client = typeof(HelpdeskClient))]")).Manifest.GetProperty("id").GetString());
}
