namespace IntegrationAgent.Agent.Validation;

/// <summary>How a step of the check ended.</summary>
public enum StepStatus
{
    /// <summary>It was not reached.</summary>
    NotRun = 0,

    /// <summary>It found nothing.</summary>
    Passed = 1,

    /// <summary>It found something.</summary>
    Failed = 2,
}
