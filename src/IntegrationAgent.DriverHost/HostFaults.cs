using IntegrationAgent.Driver;
using IntegrationAgent.Wire;

namespace IntegrationAgent.DriverHost;

/// <summary>What can go wrong in the host itself.</summary>
internal static class HostFaults
{
    public static WireFaultException Hash(string file) => New(
        "E-PKG-HASH", $"The file {file} of the driver is not the one that was installed.", "Install the driver again; find out who changed the file.");

    public static WireFaultException Load(string reason) => New("E-DRV-LOAD", $"The driver could not be loaded: {reason}", "Install the driver again, or report it to its author.");

    public static WireFaultException Sequence(string reason) => New("E-DRV-SEQUENCE", reason, "Report it as a fault of this program.");

    public static DriverException Unsupported(string ability) =>
        new(DriverErrorCode.Unsupported, $"This driver cannot {ability}.") { Scope = ErrorScope.Request };

    public static DriverException Incomplete(string message) =>
        new(DriverErrorCode.IncompleteResult, message) { Scope = ErrorScope.Request, Retry = RetryAdvice.Now };

    private static WireFaultException New(string code, string message, string nextAction) =>
        new(new WireFault { Kind = WireFault.HostKind, Code = code, Message = message, NextAction = nextAction });
}
