namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>A record as one number: its object's index and its row.</summary>
internal static class RecordRef
{
    public const long Null = long.MinValue;

    public static long Make(int table, int row) => ((long)table << 40) | (uint)row;

    public static int Table(long reference) => (int)(reference >> 40);

    public static int Row(long reference) => (int)(reference & 0xFFFFFFFF);
}
