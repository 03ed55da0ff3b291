namespace IntegrationAgent.Agent.Packages;

/// <summary>The failures of this folder: one place for codes, causes and next actions.</summary>
internal static class PackageErrors
{
    public static AgentException FeedUnreachable(string feed, string cause, Exception? inner = null) => new(
        "E-PKG-FEED",
        $"The feed {feed} cannot be read: {cause}",
        "Check the address and the network, or name another feed with --feed; drivers that are installed keep working.",
        ExitCode.Connection,
        inner);

    public static AgentException FeedInsecure(string feed) => new(
        "E-PKG-FEED-INSECURE",
        $"The feed {feed} is plain http: anyone on the way could replace a package.",
        "Use its https address; plain http is accepted for this machine only.",
        ExitCode.Refused);

    public static AgentException NotFound(string packageId, string? versions, IEnumerable<string> feeds, IReadOnlyList<string> known) => new(
        "E-PKG-NOT-FOUND",
        $"No feed holds {packageId}{(versions is null ? "" : $" {versions}")}; asked: {string.Join(", ", feeds)}.{(known.Count == 0 ? "" : $" There are: {string.Join(", ", known)}.")}",
        "Check the id and the version with `intagent driver search`.",
        ExitCode.Usage);

    public static AgentException BadVersion(string text) => new(
        "E-PKG-VERSION",
        $"'{text}' is neither a version nor a range.",
        "Write 1.2.0 for exactly that version, or a range such as [1.0,2.0).",
        ExitCode.Usage);

    public static AgentException Conflict(string packageId, IEnumerable<string> wanted) => new(
        "E-PKG-CONFLICT",
        $"No version of {packageId} satisfies everything that needs it: {string.Join("; ", wanted)}.",
        "Choose another version of the driver, or tell its author which dependencies disagree.",
        ExitCode.Refused);

    public static AgentException NotADriver(string packageId, string why) => new(
        "E-PKG-NOT-A-DRIVER",
        $"{packageId} is not a driver package: {why}.",
        "Check the id; a driver package is packed with IntegrationAgent.Driver.Abstractions and found by `intagent driver search`.",
        ExitCode.Usage);

    public static AgentException TwoDrivers(string packageId, string what) => new(
        "E-PKG-TWO-DRIVERS",
        $"{packageId} holds more than one driver: {what}.",
        "A package holds one driver; ask its author to split it.",
        ExitCode.Refused);

    public static AgentException DriverIdTaken(string driverId, string packageId, string owner) => new(
        "E-PKG-DRIVER-ID",
        $"{packageId} is a driver named '{driverId}', and {owner} already is.",
        $"Remove the other first: intagent driver remove {owner}.",
        ExitCode.Refused);

    public static AgentException Entry(string code, string package, string what) => new(
        code,
        $"{package} was refused: {what}.",
        "Do not install this package; report it to the feed's owner.",
        ExitCode.Refused);

    public static AgentException Manifest(string packageId, string what) => new(
        "E-PKG-MANIFEST",
        $"The manifest of {packageId} cannot be relied on: {what}.",
        "Ask the driver's author to pack it again; what the agent reads must be what runs.",
        ExitCode.Refused);

    public static AgentException Contract(string packageId, string has, string supported) => new(
        "E-PKG-CONTRACT",
        $"{packageId} is made for driver contract {has}; this program runs {supported}.",
        "Choose a version of the driver for this contract, or update intagent.",
        ExitCode.Refused);

    public static AgentException Capability(string packageId, IEnumerable<CapabilityFinding> undeclared) => new(
        "E-PKG-CAPABILITY",
        $"{packageId} can do what its manifest does not declare: {string.Join("; ", undeclared.Select(finding => $"{finding.Capability} in {finding.File} ({string.Join(", ", finding.Evidence.Take(2))})"))}.",
        "If you trust the package with that, add it again and name each: --accept <capability>.",
        ExitCode.Refused);

    public static AgentException Claim(string packageId, string what) => new(
        "E-PKG-CLAIM",
        $"The conformance claim in {packageId} is not one about this package: {what}.",
        "Ask the driver's author to run the conformance project against this build and to pack it again.",
        ExitCode.Refused);

    public static AgentException Unproven(string packageId, ConformanceClaim? claim, IReadOnlyList<string> capabilities) => new(
        "E-PKG-UNPROVEN",
        $"No passing conformance claim of {packageId} covers {string.Join(", ", capabilities)}: {Claimed(claim, capabilities)}.",
        $"Ask its author for a version that passes the kit. If you trust it without, add it again and name each: {string.Join(' ', capabilities.Select(one => $"--unproven {one}"))}.",
        ExitCode.Refused);

    public static AgentException Signature(string package, string why) => new(
        "E-PKG-SIGNATURE",
        $"The signature policy is `require`, and {package} fails it: {why}",
        "Use a signed version, or, knowing what it means, --signatures warn.",
        ExitCode.Refused);

    public static AgentException LockMismatch(string package) => new(
        "E-PKG-LOCK-MISMATCH",
        $"The feed's {package} is not the one that drivers.lock.json names: its sha512 differs.",
        "Find out why the package changed under its version. To take the new one knowingly, remove the driver and add it again.",
        ExitCode.Refused);

    public static AgentException LockInvalid(string path, string why, Exception? inner = null) => new(
        "E-PKG-LOCK-INVALID",
        $"{path} cannot be read: {why}",
        "Restore the file from version control, or delete it and add the drivers again.",
        ExitCode.Usage,
        inner);

    public static AgentException NotInstalled(string id, IReadOnlyList<string> installed) => new(
        "E-PKG-NOT-INSTALLED",
        $"No driver '{id}' is installed here.{(installed.Count == 0 ? "" : $" There are: {string.Join(", ", installed)}.")}",
        "Install it: intagent driver add <package>.",
        ExitCode.Usage);

    public static AgentException Store(string folder, string cause, Exception inner) => new(
        "E-PKG-STORE",
        $"The store {folder} cannot be used: {cause}",
        "Check who may write there and how much room is left, or wait for the other installation to end; then try again.",
        ExitCode.Incomplete,
        inner);

    public static AgentException StoreMissing(string packageId, string version) => new(
        "E-PKG-STORE-MISSING",
        $"drivers.lock.json names {packageId} {version}, and its files are not in the store.",
        "Fetch exactly what is locked: intagent driver restore.",
        ExitCode.Incomplete);

    public static AgentException Tampered(string packageId, string what) => new(
        "E-PKG-TAMPERED",
        $"The stored files of {packageId} are not what was installed: {what}.",
        $"Nothing of it was loaded. Find out who changed it, then fetch it anew: intagent driver remove {packageId}; intagent driver add {packageId}.",
        ExitCode.Refused);

    private static string Claimed(ConformanceClaim? claim, IReadOnlyList<string> capabilities) => claim is null
        ? "it carries none"
        : $"it says {string.Join(", ", capabilities.Select(one => $"{one} ({claim.Capabilities.FirstOrDefault(stated => stated.Name == one)?.Outcome ?? "nothing"})"))}, and that {claim.Count("failed")} of {claim.Checks.Count} checks failed";
}
