namespace IntegrationAgent.Driver;

/// <summary>What kind of value a setting is; it also tells the host what the driver's process must reach.</summary>
public enum SettingKind
{
    /// <summary>Any text.</summary>
    Text = 0,

    /// <summary>An absolute http or https address. Its host is added to the hosts that the driver may connect to.</summary>
    Url = 1,

    /// <summary>A host name, with or without a port. It is added to the hosts that the driver may connect to.</summary>
    Host = 2,

    /// <summary>A file that the driver reads and writes. Its folder is opened to the driver's process.</summary>
    File = 3,

    /// <summary>A whole number.</summary>
    Integer = 4,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Boolean = 5,
}
