namespace IntegrationAgent.Driver;

/// <summary>What an operation does to the system.</summary>
public enum OperationEffect
{
    /// <summary>Reads only.</summary>
    Read = 0,

    /// <summary>Creates or changes records.</summary>
    Write = 1,

    /// <summary>Deletes records.</summary>
    Delete = 2,

    /// <summary>Creates or changes objects.</summary>
    Schema = 3,
}
