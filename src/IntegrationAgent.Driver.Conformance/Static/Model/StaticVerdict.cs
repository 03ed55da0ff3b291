namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>What one static check saw: how many things it looked at, and what is wrong with them.</summary>
internal sealed class StaticVerdict
{
    private readonly List<string> problems = [];

    /// <summary>How many things were looked at. A check that looked at nothing has not passed.</summary>
    public int Observations { get; private set; }

    public IReadOnlyList<string> Problems => problems;

    public void Observe(int count = 1) => Observations += count;

    /// <summary>One thing was looked at, and is wrong unless <paramref name="holds"/>.</summary>
    public void Expect(bool holds, string problem)
    {
        Observations++;
        if (!holds)
            problems.Add(problem);
    }

    public void Fail(string problem) => Expect(false, problem);
}
