namespace IntegrationAgent.Driver;

/// <summary>When the same call may be tried again.</summary>
public enum RetryAdvice
{
    /// <summary>Never: the same call will fail again.</summary>
    Never = 0,

    /// <summary>At once.</summary>
    Now = 1,

    /// <summary>After <see cref="DriverException.RetryAfter"/>, or a back-off where it is null.</summary>
    After = 2,

    /// <summary>When the system's quota begins anew.</summary>
    AfterQuotaReset = 3,

    /// <summary>After a person has done something.</summary>
    AfterUserAction = 4,
}
