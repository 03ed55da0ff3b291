namespace IntegrationAgent.Drivers.Salesforce.Simulator;

/// <summary>How a <see cref="SalesforceSimulator"/> is set up.</summary>
public sealed class SimulatorOptions
{
    /// <summary>The TCP port on 127.0.0.1; 0 takes a free one.</summary>
    /// <value>The default is 0.</value>
    public int Port { get; set; }

    /// <summary>The number of leads, from which the numbers of other records follow.</summary>
    /// <value>The default is 5,000.</value>
    public int Leads { get; set; } = 5_000;

    /// <summary>The seed of all data.</summary>
    /// <value>The default is 1.</value>
    public int Seed { get; set; } = 1;

    /// <summary>The path of an org definition; null is the standard org.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? OrgFile { get; set; }

    /// <summary>The path of a SQLite file that keeps the records across restarts; created when it is not there, and then seeded. One that holds an org is read instead of seeding, so <see cref="Leads"/> and <see cref="Seed"/> do not count. Null keeps records in memory only.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? StorePath { get; set; }

    /// <summary>The org definition; wins over <see cref="OrgFile"/>.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public OrgDefinition? Org { get; set; }

    /// <summary>The clock.</summary>
    /// <value>The default is the system's clock.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>The user's time zone, by which date literals count.</summary>
    /// <value>The default is <c>UTC</c>.</value>
    public TimeZoneInfo TimeZone { get; set; } = TimeZoneInfo.Utc;

    /// <summary>The consumer key of the connected app.</summary>
    /// <value><c>3MVG9simulator.consumer.key</c></value>
    public string ClientId { get; set; } = "3MVG9simulator.consumer.key";

    /// <summary>The consumer secret of the connected app.</summary>
    /// <value><c>simulator-consumer-secret</c></value>
    public string ClientSecret { get; set; } = "simulator-consumer-secret";

    /// <summary>The user on whose behalf requests run.</summary>
    /// <value><c>integration@simulator.example</c></value>
    public string Username { get; set; } = "integration@simulator.example";

    /// <summary>The user's password, for the username-password flow.</summary>
    /// <value><c>simulator-password</c></value>
    public string Password { get; set; } = "simulator-password";

    /// <summary>The public key or certificate, as PEM, that JWT assertions must be signed for; null refuses them all.</summary>
    /// <value>The default is <see langword="null"/>.</value>
    public string? PublicKeyPem { get; set; }

    /// <summary>Whether the user allows the access when a browser asks; otherwise the answer is <c>access_denied</c>. May be changed while the simulator runs.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool ApproveSignIns { get; set; } = true;

    /// <summary>How long an access token lives.</summary>
    /// <value>The default is 2 hours.</value>
    public TimeSpan AccessTokenLifetime { get; set; } = TimeSpan.FromHours(2);

    /// <summary>Whether a refresh token is replaced at each use, and its re-use revokes the grant.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool RotateRefreshTokens { get; set; } = true;

    /// <summary>The daily allowance of API calls.</summary>
    /// <value>The default is 100,000.</value>
    public int DailyApiRequests { get; set; } = 100_000;

    /// <summary>How many times a bulk job answers <c>InProgress</c> before it is complete.</summary>
    /// <value>The default is 1.</value>
    public int BulkPolls { get; set; } = 1;

    /// <summary>How many records a page of a bulk query's result has, unless the caller asks for another number. Fewer than 1 are taken as 1.</summary>
    /// <value>The default is 50,000.</value>
    public int BulkPageRecords { get; set; } = 50_000;

    /// <summary>Whether to serve HTTPS with a certificate that is made at the start.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool Https { get; set; }

    /// <summary>Whether the paths under <c>/__control</c> answer.</summary>
    /// <value>The default is <see langword="false"/>.</value>
    public bool EnableControl { get; set; }
}
