namespace IntegrationAgent.Driver;

/// <summary>What an error is about: how much of the work it stops.</summary>
public enum ErrorScope
{
    /// <summary>This call.</summary>
    Request = 0,

    /// <summary>One record; others may go on.</summary>
    Record = 1,

    /// <summary>One object of the system.</summary>
    Object = 2,

    /// <summary>The connection: nothing else will work either.</summary>
    Connection = 3,
}
