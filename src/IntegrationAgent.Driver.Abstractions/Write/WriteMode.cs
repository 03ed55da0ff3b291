namespace IntegrationAgent.Driver;

/// <summary>What a write does.</summary>
public enum WriteMode
{
    /// <summary>Creates or updates by key.</summary>
    Upsert = 0,

    /// <summary>Creates.</summary>
    Insert = 1,

    /// <summary>Updates by key; a record that is not there fails.</summary>
    Update = 2,

    /// <summary>Deletes by key; a record that is not there is <see cref="WriteStatus.Unchanged"/>.</summary>
    Delete = 3,
}
