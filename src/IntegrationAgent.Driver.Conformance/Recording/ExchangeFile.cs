using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace IntegrationAgent.Driver.Conformance;

/// <summary>What <c>.intagent/exchanges.json</c> holds. Deterministic: the same run writes the same bytes.</summary>
public sealed class ExchangeFile
{
    /// <summary>The file's name.</summary>
    public const string FileName = "exchanges.json";

    /// <summary>The greatest length of a recorded body, in UTF-16 units.</summary>
    public const int MaxBody = 32 * 1024;

    /// <summary>The version of the format: 1.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The driver's id.</summary>
    public required string Driver { get; init; }

    /// <summary>The version of the kit that recorded it.</summary>
    public required string Kit { get; init; }

    /// <summary>The settings of the recorded connection, scrubbed; the system's host is <c>target.invalid</c>.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>The calls, in the order of the run.</summary>
    public required IReadOnlyList<RecordedCall> Calls { get; init; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="JsonException">It is none, or of another format.</exception>
    public static ExchangeFile Read(string json)
    {
        var file = JsonSerializer.Deserialize(json, ExchangeJson.Default.ExchangeFile);
        return file is { Format: 1 } ? file : throw new JsonException("The exchanges are of a format that this version does not read.");
    }

    /// <summary>Writes the file's text.</summary>
    public override string ToString() => JsonSerializer.Serialize(this, ExchangeJson.Relaxed.ExchangeFile).ReplaceLineEndings("\n") + "\n";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(ExchangeFile))]
internal sealed partial class ExchangeJson : JsonSerializerContext
{
    /// <summary>Writes letters of all languages as they are.</summary>
    public static ExchangeJson Relaxed { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
