using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IntegrationAgent.Driver.Conformance.Results;

/// <summary>
/// What an author claims about one build of a driver: which checks of which kit it passed. Bound to the hash of the assembly, so that it cannot be carried over
/// to another build. It holds neither times nor machine names: the same run gives the same bytes. The schema is <c>docs/schemas/conformance.schema.json</c>.
/// </summary>
internal sealed class ConformanceClaim
{
    /// <summary>The name of the file, in the results and in the package's <c>.intagent/</c>.</summary>
    public const string FileName = "conformance.json";

    public const string Format = "1.0";

    public string FormatVersion { get; init; } = Format;

    public required ClaimedKit Kit { get; init; }

    public required ClaimedDriver Driver { get; init; }

    public required IReadOnlyList<ClaimedAssembly> Assemblies { get; init; }

    /// <summary><c>passed</c>, <c>failed</c>, or <c>incomplete</c> where not every check of the kit was run.</summary>
    public required string Outcome { get; init; }

    public required IReadOnlyList<ClaimedCapability> Capabilities { get; init; }

    public required IReadOnlyList<ClaimedCheck> Checks { get; init; }

    /// <exception cref="ArgumentException">The report is of no driver.</exception>
    public static ConformanceClaim Of(ConformanceReport report)
    {
        if (report.DriverAssembly is not { Location.Length: > 0 } assembly)
            throw new ArgumentException("The report is of no driver that was loaded from a file.", nameof(report));

        var manifestJson = assembly.GetCustomAttribute<DriverManifestAttribute>()?.Json ?? "";
        var manifest = manifestJson.Length == 0 ? new Static.ManifestModel() : Static.ManifestModel.Parse(manifestJson);
        return new ConformanceClaim
        {
            Kit = new ClaimedKit(report.KitVersion.Split('+')[0], ConformanceChecks.All.Count),
            Driver = new ClaimedDriver(report.DriverId, manifest.Package.Id, manifest.Package.Version, Hash(Encoding.UTF8.GetBytes(manifestJson))),
            Assemblies = [new ClaimedAssembly(Path.GetFileName(assembly.Location), Hash(File.ReadAllBytes(assembly.Location)))],
            Outcome = !report.IsComplete ? "incomplete" : report.IsPassed ? "passed" : "failed",
            Capabilities = [.. report.Capabilities.Order(StringComparer.Ordinal).Select(capability => CapabilityChecks.Judge(capability, report))],
            Checks = [.. report.Results.OrderBy(result => result.Check.Number).Select(ClaimedCheck.Of)],
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, ClaimJson.ForFiles.ConformanceClaim) + "\n";

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    internal sealed record ClaimedKit(string Version, int Checks);

    internal sealed record ClaimedDriver(string Id, string Package, string Version, string ManifestSha256);

    internal sealed record ClaimedAssembly(string File, string Sha256);

    /// <param name="Name">The capability, as the manifest names it.</param>
    /// <param name="Outcome"><c>passed</c>, <c>failed</c>, or <c>unchecked</c> where no check that concerns it was passed.</param>
    /// <param name="Checks">The checks that concern it and were run, by name.</param>
    internal sealed record ClaimedCapability(string Name, string Outcome, IReadOnlyList<string> Checks);

    internal sealed record ClaimedCheck(string Id, string Name, string Tier, string Outcome, int Observations, string? Message)
    {
        public static ClaimedCheck Of(ConformanceResult result) => new(
            result.Check.Id,
            result.Check.Name,
            result.Check.Tier.ToString().ToLowerInvariant(),
            Outcomes.Name(result.Status),
            result.Observations,
            result.Message.Length == 0 ? null : result.Message);
    }
}

/// <summary>How a claim is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ConformanceClaim))]
internal sealed partial class ClaimJson : JsonSerializerContext
{
    public static ClaimJson ForFiles => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" });
}
