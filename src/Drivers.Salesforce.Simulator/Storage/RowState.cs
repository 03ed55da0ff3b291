namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

internal enum RowState : byte
{
    Live,
    InRecycleBin,
    Purged,
}
