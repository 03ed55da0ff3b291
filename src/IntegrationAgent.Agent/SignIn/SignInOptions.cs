namespace IntegrationAgent.Agent.SignIn;

/// <summary>How a person signs in.</summary>
public sealed class SignInOptions
{
    /// <summary>The port of this machine to which the browser is sent back.</summary>
    /// <value>Default: 1717, which apps made for the Salesforce command line allow already. 0 takes a free one, for systems that allow any.</value>
    public int Port { get; set; } = 1717;

    /// <summary>How long the person has.</summary>
    /// <value>Default: 5 minutes.</value>
    public TimeSpan TimeLimit { get; set; } = TimeSpan.FromMinutes(5);
}
