using IntegrationAgent.Agent.Planning;

namespace IntegrationAgent.Agent.Tests.Validation;

/// <summary>What a script reads as parameters is known before it runs, and what it is given is held against that.</summary>
public class ScriptParameterTests
{
    [Theory]
    [InlineData("job.Log(job.Parameters[\"days\"]);", "days!", false)]
    [InlineData("const string name = \"days\"; job.Log(job.Parameters[name]);", "days!", false)]
    [InlineData("if (job.Parameters.TryGetValue(\"days\", out var days)) job.Log(days);", "days?", false)]
    [InlineData("if (job.Parameters.ContainsKey(\"days\")) job.Log(job.Parameters[\"days\"]);", "days?", false)]
    [InlineData("job.Log(job.Parameters[\"days\"] + job.Parameters[\"region\"]);", "days! region!", false)]
    [InlineData("job.Log(job.Parameters[job.Now.Year > 2000 ? \"new\" : \"old\"]);", "", true)]
    [InlineData("var all = job.Parameters; job.Log(all[\"days\"]);", "", true)]
    [InlineData("foreach (var pair in job.Parameters) job.Log(pair.Key);", "", true)]
    [InlineData("job.Log(\"job.Parameters\");", "", false)]
    [InlineData("job.Log($\"{int.Parse(job.Parameters[\"days\"], System.Globalization.CultureInfo.InvariantCulture)}\");", "days!Int32", false)]
    [InlineData("job.Log($\"{DateOnly.Parse(job.Parameters[\"from\"], System.Globalization.CultureInfo.InvariantCulture)}{job.Parameters[\"from\"]}\");", "from!DateOnly", false)]
    public void Parameters_of_a_script_are_known(string before, string names, bool others)
    {
        var report = Scripts.Check(Scripts.Flow(before: before + " "));

        Assert.True(report.Ok, string.Join("\n", report.Diagnostics));
        Assert.Equal(names, string.Join(' ', report.Effects!.Parameters.Select(one => one.Name + (one.IsRequired ? "!" : "?") + one.Type)));
        Assert.Equal(others, report.Effects.ReadsOtherParameters);
    }

    [Fact]
    public void Parameters_are_parsed_by_their_first_sign()
    {
        var parameters = ScriptParameters.Parse(["region=EU=west", "empty=", "a.b-c_1=x"]);

        Assert.Equal(["a.b-c_1=x", "empty=", "region=EU=west"], parameters.Select(pair => $"{pair.Key}={pair.Value}"));
    }

    [Theory]
    [InlineData("days", "is no name=value")]
    [InlineData("=3", "is no name=value")]
    [InlineData("days=3|days=4", "is there twice")]
    [InlineData("two words=3", "'two words' is no name of a parameter")]
    [InlineData("d\u00e4ys=3", "is no name of a parameter")]
    [InlineData("days=3\u001b[2J", "holds a control character")]
    public void A_malformed_parameter_is_refused(string texts, string why)
    {
        var refused = Assert.Throws<AgentException>(() => ScriptParameters.Parse(texts.Split('|')));

        Assert.Equal(("E-DRY-PARAMETER", ExitCode.Usage), (refused.Code, refused.ExitCode));
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Contains("--param name=value", refused.NextAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_and_too_long_parameters_are_refused()
    {
        Assert.Throws<AgentException>(() => ScriptParameters.Parse(Enumerable.Range(0, 65).Select(n => $"p{n}=x")));
        Assert.Throws<AgentException>(() => ScriptParameters.Parse(["p=" + new string('x', 4_001)]));
        Assert.Throws<AgentException>(() => ScriptParameters.Parse([new string('p', 65) + "=x"]));
        Assert.Equal(64, ScriptParameters.Parse(Enumerable.Range(0, 64).Select(n => $"p{n}={new string('x', 4_000)}")).Count);
    }
}
