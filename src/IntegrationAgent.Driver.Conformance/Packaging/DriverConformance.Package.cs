using System.Runtime.CompilerServices;

namespace IntegrationAgent.Driver.Conformance;

/// <content>Where the driver's project, package and results are.</content>
public abstract partial class DriverConformance
{
    /// <summary>Names the packed driver for a run that was asked to check it: <c>intagent driver verify --rerun</c> sets it.</summary>
    internal const string PackageVariable = "INTAGENT_CONFORMANCE_PACKAGE";

    /// <summary>Names another folder for the results.</summary>
    internal const string ResultsVariable = "INTAGENT_CONFORMANCE_RESULTS";

    /// <summary>The folder of the driver's project, where its README, examples and <c>compat-baseline.json</c> are. Every driver gives it; see <see cref="FolderBeside"/>.</summary>
    /// <value>Default: null, with which the static checks fail and say so.</value>
    public virtual string? ProjectFolder => null;

    /// <summary>The packed driver, whose files are then checked instead of the project's; null before it is packed.</summary>
    /// <value>Default: the environment variable <c>INTAGENT_CONFORMANCE_PACKAGE</c>.</value>
    public virtual string? PackagePath => Environment.GetEnvironmentVariable(PackageVariable) is { Length: > 0 } path ? path : null;

    /// <summary>Packages under the driver that are not usual, by id (a trailing star stands for any rest), with the reason for each. One that the driver does not stand on fails too.</summary>
    /// <value>Default: none.</value>
    public virtual IReadOnlyDictionary<string, string> AllowedDependencies { get; } = new Dictionary<string, string>();

    /// <summary>
    /// Whose word on the origin of a build counts: public keys (PEM, of ECDSA or RSA) by the id that signatures name. With one, a packed driver must carry an
    /// attestation as <c>.intagent/provenance.json</c>; without any, it must carry none.
    /// </summary>
    /// <value>Default: none.</value>
    public virtual IReadOnlyDictionary<string, string> ProvenanceKeys { get; } = new Dictionary<string, string>();

    /// <summary>
    /// Where <c>conformance.json</c>, <c>conformance.junit.xml</c> and <c>conformance.md</c> are written; packing takes the first from there. Null writes nothing.
    /// </summary>
    /// <value>Default: the environment variable <c>INTAGENT_CONFORMANCE_RESULTS</c>, otherwise <c>obj/intagent</c> in <see cref="ProjectFolder"/>.</value>
    public virtual string? ResultsFolder => Environment.GetEnvironmentVariable(ResultsVariable) is { Length: > 0 } folder
        ? folder
        : ProjectFolder is { } project ? Path.Combine(project, "obj", "intagent") : null;

    /// <summary>The moment at which deprecations are judged, in UTC.</summary>
    internal virtual DateTimeOffset Today => TimeProvider.System.GetUtcNow();

    /// <summary>A folder by its way from the source file that calls this, absolute.</summary>
    /// <param name="relative">For example <c>../../src/Acme.Drivers.Helpdesk</c>.</param>
    /// <param name="file">The compiler gives it.</param>
    protected static string FolderBeside(string relative, [CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file) ?? "", relative));
}
