namespace IntegrationAgent.Agent.Compatibility;

/// <summary>The failures of this folder.</summary>
internal static class CompatErrors
{
    public static AgentException Reference(string text) => new(
        "E-CPT-REFERENCE",
        $"'{text}' is neither a file nor a package of a feed.",
        "Name a .nupkg, a .dll, or id@version such as Acme.Drivers.Widgets@1.2.0 together with --feed.",
        ExitCode.Usage);

    public static AgentException Same(string version) => new(
        "E-CPT-SAME",
        $"Both are the same package: {version}.",
        "Name the version that is in use first, and the one that would replace it second.",
        ExitCode.Usage);

    public static AgentException DifferentIds(string old, string @new) => new(
        "E-CPT-IDS",
        $"{old} and {@new} are different packages: there is nothing to compare.",
        "Name two versions of one package.",
        ExitCode.Usage);

    public static AgentException Order(string old, string @new) => new(
        "E-CPT-ORDER",
        $"The second version, {@new}, is older than the first, {old}.",
        "Name the version that is in use first, and the one that would replace it second.",
        ExitCode.Usage);

    public static AgentException Assembly(string file, string why) => new(
        "E-CPT-ASSEMBLY",
        $"{file} cannot be compared: {why}.",
        "Name the driver's own assembly, as the build wrote it, or its package.",
        ExitCode.Usage);

    public static AgentException Exchanges(string why) => new(
        "E-CPT-EXCHANGES",
        $"What the old version recorded cannot be read: {why}.",
        "Record the exchanges again with the conformance kit and pack the driver anew, or compare with --no-replay.",
        ExitCode.Usage);
}
