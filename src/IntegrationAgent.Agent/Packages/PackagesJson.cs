using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IntegrationAgent.Agent.Packages;

/// <summary>How this folder reads and writes JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DriverLock))]
[JsonSerializable(typeof(DriverManifest))]
[JsonSerializable(typeof(ConformanceClaim))]
[JsonSerializable(typeof(FeedDescription))]
internal sealed partial class PackagesJson : JsonSerializerContext
{
    /// <summary>For files that people read and compare: indented, nothing escaped that need not be.</summary>
    public static PackagesJson ForFiles => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" });
}
