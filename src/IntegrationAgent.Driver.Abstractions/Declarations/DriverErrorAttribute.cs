namespace IntegrationAgent.Driver;

/// <summary>Says what an error code means in this driver, or declares one of its own.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DriverErrorAttribute : Attribute
{
    /// <summary>Names the code.</summary>
    public DriverErrorAttribute(string code) => Code = code;

    /// <summary>The code, for example <c>duplicate</c>.</summary>
    public string Code { get; }

    /// <summary>When it happens, in one sentence.</summary>
    public string Meaning { get; set; } = "";

    /// <summary>What to do, in one sentence.</summary>
    public string Action { get; set; } = "";

    /// <summary>When the same call may be tried again.</summary>
    public RetryAdvice Retry { get; set; }
}
