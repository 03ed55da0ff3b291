using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>How the static checks read and write JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ManifestModel))]
[JsonSerializable(typeof(Baseline))]
internal sealed partial class StaticJson : JsonSerializerContext
{
    /// <summary>For files that people read and compare: nothing escaped that need not be, one kind of line end.</summary>
    public static StaticJson ForFiles => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" });
}
