namespace IntegrationAgent.Agent.Packages.Verification;

/// <summary>What verification finds: codes, causes and next actions in one place.</summary>
internal static class VerificationErrors
{
    public const string PackAgain = "Build the driver anew and pack it with dotnet pack; change nothing in the package afterwards.";

    public static AgentException NoFile(string file) => new(
        "E-VFY-FILE",
        $"There is no package file {file}.",
        "Name the .nupkg that dotnet pack wrote.",
        ExitCode.Usage);

    public static VerificationProblem Type() => new(
        "E-VFY-TYPE",
        $"The package's type is not {DriverPackage.PackageType}, so no search finds it.",
        "Reference IntegrationAgent.Driver.Abstractions, whose targets set the type, and pack again.");

    public static VerificationProblem BuildLogic(string path) => new(
        "E-VFY-BUILD-LOGIC",
        $"'{path}' would run in the builds of whoever references the package; an installation never takes it.",
        "Remove build, tools, content and analyzer files from the driver's package.");

    public static VerificationProblem NoAssembly() => new(
        "E-VFY-NO-ASSEMBLY",
        "The package has no assembly for net10.0 under lib/.",
        "Target net10.0, build, and pack again with dotnet pack.");

    public static VerificationProblem Assembly(string what) => new(
        "E-VFY-ASSEMBLY",
        $"An assembly cannot be read: {what}.",
        "Take out of lib/ what is no .NET assembly, build anew and pack again.");

    public static VerificationProblem NoManifest(string what) => new(
        "E-VFY-NO-MANIFEST",
        $"The package has no manifest: {what}.",
        "Mark one class that implements IDriver with [Driver(\"id\")] and pack again with the targets of IntegrationAgent.Driver.Abstractions.");

    public static VerificationProblem TwoDrivers(string files) => new(
        "E-VFY-TWO-DRIVERS",
        $"The package holds more than one driver: {files}.",
        "Split it: one package for each driver.");

    public static VerificationProblem ManifestDiffers(string what) => new(
        "E-VFY-MANIFEST",
        $"The manifest is not that of the assembly: {what}.",
        "Build the driver anew and pack it with dotnet pack; change nothing in the package afterwards.");

    public static VerificationProblem Version(string what) => new(
        "E-VFY-VERSION",
        $"Versions disagree: {what}.",
        "Set <Version> once in the project and pack again, so that package, manifest and assembly are stamped from it.");

    public static VerificationProblem Dependency(string what) => new(
        "E-VFY-DEPENDENCY",
        $"A dependency is missing: {what}.",
        "Add the package that holds it as a PackageReference without PrivateAssets, and pack again.");

    public static VerificationProblem Readme(string what) => new(
        "E-VFY-README",
        $"The README is not what readers need: {what}.",
        "Write README.md beside the project with sections on connecting, reading, writing where it writes, and errors; packing takes it.");

    public static VerificationProblem Examples(string what) => new(
        "E-VFY-EXAMPLES",
        $"Examples are missing: {what}.",
        "Write them into examples/ beside the project, named by the ids that operations refer to.");

    public static VerificationProblem Text(string where, string what) => new(
        "E-VFY-TEXT",
        $"A text is not fit for its readers: {where} {what}.",
        "Write it as plain text for a reader; it is shown to people and to language models.");

    public static VerificationProblem Capability(string what) => new(
        "E-VFY-CAPABILITY",
        $"The code can do what the manifest does not declare: {what}.",
        "Declare it with [Uses(\"…\")] or [Egress(\"…\")] on the driver's class, or do without.");

    public static VerificationProblem Conformance(string what) => new(
        "E-VFY-CONFORMANCE",
        $"The conformance result cannot be relied on: {what}.",
        "Run the conformance tests on this build and pack again without building anew.");

    public static AgentException Rerun(string what) => new(
        "E-VFY-RERUN",
        $"The conformance kit could not be run again: {what}.",
        "Name the conformance project, or its built .dll, with --project; it must build here and reference this very build of the driver.",
        ExitCode.Usage);

    public static VerificationProblem Rerun(string check, string claimed, string found, string message) => new(
        "E-VFY-RERUN-DIFFERS",
        $"The check {check} is claimed as {claimed}, and running it again gave {found}. {message}",
        "Ask the driver's author about it; do not rely on the claim.");
}
