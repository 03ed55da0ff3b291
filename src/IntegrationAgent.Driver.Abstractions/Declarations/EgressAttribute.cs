namespace IntegrationAgent.Driver;

/// <summary>Declares hosts that the driver connects to by HTTPS, on port 443, besides those of its settings.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class EgressAttribute : Attribute
{
    /// <summary>Names a host; a leading <c>*.</c> stands for any one or more labels.</summary>
    public EgressAttribute(string host) => Host = host;

    /// <summary>The host, for example <c>*.my.salesforce.com</c>.</summary>
    public string Host { get; }
}
