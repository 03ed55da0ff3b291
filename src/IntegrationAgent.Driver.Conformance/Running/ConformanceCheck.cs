using System.Globalization;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>One rule of the contract, and how it is checked. All of them are in <see cref="ConformanceChecks"/>.</summary>
public sealed class ConformanceCheck
{
    internal ConformanceCheck(int number, string name, ConformanceTier tier, string does, string meaning, Func<CheckRun, Task> run)
    {
        Number = number;
        Name = name;
        Tier = tier;
        Does = does;
        Meaning = meaning;
        Run = run;
    }

    /// <summary>The number, stable for ever.</summary>
    public int Number { get; }

    /// <summary>The number as it is written: <c>DRC025</c>.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"DRC{Number:D3}");

    /// <summary>The name, in kebab-case: <c>query-complete</c>.</summary>
    public string Name { get; }

    /// <summary>What it needs.</summary>
    public ConformanceTier Tier { get; }

    /// <summary>What it does, in one sentence.</summary>
    public string Does { get; }

    /// <summary>What a failure means to whoever uses the driver, in one sentence.</summary>
    public string Meaning { get; }

    /// <summary>What runs. It observes, and throws when something is wrong.</summary>
    internal Func<CheckRun, Task> Run { get; }

    /// <summary>How many times the deadline of one check it may take.</summary>
    internal int Deadlines { get; init; } = 1;

    /// <summary>Id and name.</summary>
    public override string ToString() => $"{Id} {Name}";
}
