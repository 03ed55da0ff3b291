using IntegrationAgent.Driver.Generators.Tests.Harness;

namespace IntegrationAgent.Driver.Generators.Tests.Diagnostics;

public class IAD0001Tests
{
    [Fact]
    public void Second_driver_class_is_reported_at_its_attribute()
    {
        var source = SampleDriver.With(types: $$"""
            /// <summary>Another.</summary>
            [Driver("other", Client = typeof(HelpdeskClient))]
            public sealed class OtherDriver : IDriver
            {
            {{SampleDriver.Connect}}
            }
            """);

        var outcome = GeneratorHarness.Run(source);

        var diagnostic = outcome.AssertOnly("IAD0001");
        Assert.Equal("A package has one driver, and both 'Acme.HelpdeskDriver' and 'Acme.OtherDriver' are marked [Driver]: remove the attribute from one, or move 'Acme.OtherDriver' to a package of its own", diagnostic.GetMessage(null));
        Assert.Equal("Driver(\"other\", Client = typeof(HelpdeskClient))", source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
        Assert.Null(outcome.ManifestText);
    }

    [Fact]
    public void Class_that_is_no_driver_is_told_what_to_implement()
    {
        var outcome = GeneratorHarness.Run(SampleDriver.With().Replace("class HelpdeskDriver : IDriver", "class HelpdeskDriver", StringComparison.Ordinal));

        Assert.EndsWith("write 'class HelpdeskDriver : IDriver'", outcome.AssertOnly("IAD0001").GetMessage(null), StringComparison.Ordinal);
        Assert.Null(outcome.ManifestText);
    }

    [Fact]
    public void One_driver_is_fine() => Assert.Empty(GeneratorHarness.Run(SampleDriver.With()).AssertCompiles().Diagnostics);
}
