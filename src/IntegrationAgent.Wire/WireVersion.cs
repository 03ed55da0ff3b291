namespace IntegrationAgent.Wire;

/// <summary>The version of frames and messages.</summary>
public static class WireVersion
{
    /// <summary>Both ends of a connection must have the same: agent and hosts are installed together.</summary>
    public const int Current = 1;
}
