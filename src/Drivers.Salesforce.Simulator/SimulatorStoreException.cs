namespace IntegrationAgent.Drivers.Salesforce.Simulator;

/// <summary>The file of <see cref="SimulatorOptions.StorePath"/> cannot be used: it is no store, one of another org, in use, or cannot be written. The message says which, and what to do.</summary>
public sealed class SimulatorStoreException : IOException
{
    internal SimulatorStoreException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
