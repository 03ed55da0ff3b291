using System.Text.Json;
using System.Text.Json.Serialization;

namespace IntegrationAgent.Agent.Compatibility.Behaviour;

/// <summary>What the conformance kit recorded: calls of the contract with the requests to the system that each made, and its answers, without secrets and record values.</summary>
internal sealed class RecordedExchanges
{
    private const int Format1 = 1;

    // Setters, not init: the JSON reader would overwrite the defaults of absent init members with null.
    public int Format { get; set; }

    public IReadOnlyDictionary<string, string> Settings { get; set; } = new Dictionary<string, string>();

    public IReadOnlyList<RecordedCall> Calls { get; set; } = [];

    /// <summary>Reads the file.</summary>
    /// <exception cref="AgentException"><c>E-CPT-EXCHANGES</c></exception>
    public static RecordedExchanges Read(string json)
    {
        try
        {
            var file = JsonSerializer.Deserialize(json, ExchangesJson.Default.RecordedExchanges);
            return file is { Format: Format1 } ? file : throw CompatErrors.Exchanges("they are of a format that this version does not read");
        }
        catch (JsonException exception)
        {
            throw CompatErrors.Exchanges($"they are no JSON of exchanges ({exception.Path ?? "line " + exception.LineNumber})");
        }
    }
}

/// <summary>One call.</summary>
internal sealed class RecordedCall
{
    public string Method { get; set; } = "";

    public IReadOnlyDictionary<string, string> Arguments { get; set; } = new Dictionary<string, string>();

    public IReadOnlyList<RecordedExchange> Exchanges { get; set; } = [];
}

/// <summary>One request and its answer.</summary>
internal sealed class RecordedExchange
{
    public string Method { get; set; } = "";

    public string Path { get; set; } = "";

    public string PathTemplate { get; set; } = "";

    public int Status { get; set; }

    public IReadOnlyDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>();

    public string? Body { get; set; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RecordedExchanges))]
internal sealed partial class ExchangesJson : JsonSerializerContext;
