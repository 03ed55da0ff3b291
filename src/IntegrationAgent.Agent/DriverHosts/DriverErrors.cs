using IntegrationAgent.Agent.Sandboxing;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;

namespace IntegrationAgent.Agent.DriverHosts;

/// <summary>The errors of connections and their drivers, each with what to do.</summary>
internal static class DriverErrors
{
    public static AgentException Manifest(string assembly, Exception? inner = null) => new(
        "E-DRV-MANIFEST", $"The manifest of {assembly} cannot be understood.", "Install the driver again, or ask its author for a package built with this version.", ExitCode.Refused, inner);

    public static AgentException Contract(HostedDriver driver) => new(
        "E-DRV-CONTRACT",
        $"The driver '{driver.DriverId}' was built against contract {driver.ContractVersion}; this program has {DriverContract.Version}.",
        "Install a version of the driver for this contract, or update this program.",
        ExitCode.Refused);

    public static AgentException Gone(string connection, SandboxExit? exit)
    {
        if (exit is { End: SandboxEnd.Unavailable } && exit.ToException(new SandboxLimits()) is { } unavailable)
            return unavailable;
        var reason = exit is null ? null : exit.ToException(new SandboxLimits())?.Message;
        return new AgentException(
            "E-DRV-GONE",
            $"The driver's process of the connection '{connection}' is gone.{(reason is null ? "" : " " + reason)}",
            "Run again with --resume; what was acknowledged is not repeated. If it happens again, report it to the driver's author.",
            ExitCode.Incomplete);
    }

    public static AgentException Protocol(string connection, WireException exception) => new(
        "E-DRV-PROTOCOL",
        $"The driver's process of the connection '{connection}' did not keep to the protocol: {exception.Message}",
        "Nothing more was sent to it. Verify the driver with: intagent driver verify",
        ExitCode.Incomplete,
        exception);

    public static AgentException Fault(string connection, WireFault fault) => fault.Code switch
    {
        "E-PKG-HASH" => new AgentException("E-PKG-HASH", fault.Message, fault.NextAction ?? "Install the driver again.", ExitCode.Refused),
        "E-HOST-FAULT" => new AgentException(
            "E-DRV-FAULT", $"The driver of the connection '{connection}' broke. {fault.Message}", "Report it to the driver's author.", ExitCode.Incomplete),
        _ => new AgentException(fault.Code, fault.Message, fault.NextAction ?? "Report it to the driver's author.", ExitCode.Incomplete),
    };

    public static AgentException Authentication(DriverConnectionOptions options, DriverException exception) => new(
        "E-CON-AUTH",
        $"The connection '{options.Connection.Name}' was refused: {exception.Message}",
        $"Check {Variables(options)}. Then run: intagent discover {options.Connection.Name}",
        ExitCode.Connection,
        exception);

    /// <summary>Why a connection could not be opened.</summary>
    public static AgentException Open(DriverConnectionOptions options, DriverException exception)
    {
        var name = options.Connection.Name;
        if (exception.Code == DriverErrorCode.AuthenticationFailed)
            return Authentication(options, exception);
        var (code, next) = exception.Code.Value switch
        {
            "permission_denied" => ("E-CON-PERMISSION", "Give the user of this connection the permission in the system."),
            "invalid_value" => ("E-CON-SETTING", exception.Target is { } target
                ? $"Set '{target}' with: intagent connect {name} --driver {options.Driver.DriverId}"
                : $"Check the settings with: intagent connect {name} --driver {options.Driver.DriverId}"),
            "connection_failed" or "timeout" or "unavailable" => ("E-CON-UNREACHABLE", "Check the address in the connection's settings and that the system can be reached from here."),
            _ => ("E-CON-FAILED", "Correct the connection, then try again."),
        };
        return new AgentException(code, $"The connection '{name}' could not be opened: {exception.Message}", next, ExitCode.Connection, exception);
    }

    public static AgentException MissingSetting(DriverConnectionOptions options, string setting) => new(
        "E-CON-SETTING",
        $"The connection '{options.Connection.Name}' lacks the setting '{setting}'.",
        $"Set it with: intagent connect {options.Connection.Name} --driver {options.Driver.DriverId}",
        ExitCode.Usage);

    public static AgentException BadSetting(DriverConnectionOptions options, string setting, string expected) => new(
        "E-CON-SETTING",
        $"The setting '{setting}' of the connection '{options.Connection.Name}' is not {expected}.",
        $"Correct it with: intagent connect {options.Connection.Name} --driver {options.Driver.DriverId}",
        ExitCode.Usage);

    public static AgentException OpenFolder(DriverConnectionOptions options, string setting, string folder) => new(
        "E-CON-FOLDER",
        $"The setting '{setting}' of the connection '{options.Connection.Name}' would open {folder} to the driver, which holds more than its data.",
        "Put the file into a folder of its own, for example data/.",
        ExitCode.Refused);

    private static string Variables(DriverConnectionOptions options)
    {
        var method = options.Connection.Settings.GetValueOrDefault("auth") ?? (options.Driver.AuthMethods is [var first, ..] ? first : null);
        var names = options.Driver.Credentials
            .Where(credential => method is null || credential.AuthMethods.Count == 0 || credential.AuthMethods.Contains(method))
            .Select(credential => $"{SecretSource.Prefix(options.Connection.Name)}__{credential.Name} (or {credential.Name})")
            .ToArray();
        return names.Length == 0 ? "the connection's settings" : string.Join(", ", names);
    }
}
