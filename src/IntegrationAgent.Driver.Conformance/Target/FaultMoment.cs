namespace IntegrationAgent.Driver.Conformance;

/// <summary>What is under way when a fault happens.</summary>
public enum FaultMoment
{
    /// <summary>A query.</summary>
    Read = 0,

    /// <summary>A write of one record.</summary>
    Write = 1,
}
