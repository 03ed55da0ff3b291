namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>A check that reads what a driver is, and runs none of it.</summary>
internal abstract class StaticCheck
{
    /// <summary>The number in the specification.</summary>
    public abstract int Number { get; }

    public abstract string Id { get; }

    /// <summary>What must be true, in one sentence.</summary>
    public abstract string Requirement { get; }

    /// <summary>What its failure means to a user.</summary>
    public abstract string Meaning { get; }

    public abstract void Run(StaticSubject subject, StaticVerdict verdict);
}
