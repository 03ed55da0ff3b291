using IntegrationAgent.Agent.Faults;

namespace IntegrationAgent.Agent.Tests.Faults;

public class ArmedFaultsTests
{
    [Theory]
    [InlineData(null, "before-call=throw")]
    [InlineData("yes", "before-call=throw")]
    [InlineData("enabled", null)]
    public void Nothing_is_armed_unless_faults_are_enabled_and_named(string? enabled, string? points) =>
        Assert.Same(NoFaults.Instance, Read(enabled, points));

    [Fact]
    public void A_point_triggers_at_its_passage_and_once()
    {
        var faults = Read("enabled", "before-call:2=throw");
        faults.Hit(FaultPoints.BeforeCall);
        faults.Hit(FaultPoints.AfterCall);

        Assert.Equal(FaultPoints.BeforeCall, Assert.Throws<FaultInjectedException>(() => faults.Hit(FaultPoints.BeforeCall)).Point);
        faults.Hit(FaultPoints.BeforeCall);
    }

    [Theory]
    [InlineData("no-such-point=kill")]
    [InlineData("before-call")]
    [InlineData("before-call=explode")]
    [InlineData("before-call:0=kill")]
    public void A_list_that_cannot_be_read_is_refused_with_the_names(string points)
    {
        var exception = Assert.Throws<AgentException>(() => Read("enabled", points));

        Assert.Equal("E-FLT-SPEC", exception.Code);
        Assert.Contains(FaultPoints.BeforeCall, exception.NextAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_named_point_is_listed_once()
    {
        var constants = typeof(FaultPoints).GetFields().Select(field => (string)field.GetValue(null)!);

        Assert.Equal(constants.Order(), FaultPoints.All.Order());
    }

    private static IFaultInjector Read(string? enabled, string? points) =>
        ArmedFaults.FromEnvironment(name => name == ArmedFaults.EnablingVariable ? enabled : points);
}
