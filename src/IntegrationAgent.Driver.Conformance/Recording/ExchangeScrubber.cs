using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using IntegrationAgent.Driver.Conformance.Faults;

namespace IntegrationAgent.Driver.Conformance.Recording;

/// <summary>Takes secrets, the values of records and the system's address out of what is recorded.</summary>
internal sealed partial class ExchangeScrubber
{
    private const string Host = "target.invalid";
    private const int ShortestValue = 4;
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Kept =
    [
        "content-type", "location", "link", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset",
        "sforce-limit-info", "sforce-locator", "sforce-numberofrecords", "etag", "last-modified",
    ];

    private readonly TestBed bed;
    private readonly string[] values;

    public ExchangeScrubber(TestBed bed, IReadOnlyList<ConformanceRow> held)
    {
        this.bed = bed;
        var fields = bed.Object.Fields.Where(field => field.Type == FieldType.String && field.Choices.Count == 0 && !bed.Object.KeyFields.Contains(field.Name, StringComparer.Ordinal)).ToArray();
        values =
        [
            .. held.SelectMany(row => fields.Select(field => row[field.Name])).Where(value => !value.IsNull)
                .Select(value => value.AsString()).Where(text => text.Length >= ShortestValue).Distinct(StringComparer.Ordinal).OrderByDescending(text => text.Length),
        ];
    }

    public IReadOnlyDictionary<string, string> Settings() =>
        bed.Target.Settings.Names.Order(StringComparer.Ordinal).ToDictionary(name => name, name => Text(bed.Target.Settings.GetOptional(name) ?? ""), StringComparer.Ordinal);

    /// <summary>A text without the host, secrets and values.</summary>
    public string Text(string text)
    {
        foreach (var authority in bed.Http.Calls.Select(call => call.Uri.Authority).Distinct(StringComparer.Ordinal))
            text = text.Replace(authority, Host, StringComparison.Ordinal);
        foreach (var value in values)
            text = text.Replace(value, Placeholder(value), StringComparison.Ordinal);
        return bed.Secrets.Scrub(text);
    }

    public RecordedExchange Exchange(HttpCall call)
    {
        var path = Text(call.Uri.PathAndQuery);
        var body = Body(call);
        return new RecordedExchange
        {
            Method = call.Method.Method,
            Path = path,
            PathTemplate = Template(path),
            RequestShape = JsonShape.Of(call.RequestBody),
            Status = call.Status,
            Headers = call.ResponseHeaders.Where(header => Kept.Contains(header.Key.ToLowerInvariant(), StringComparer.Ordinal))
                .OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(header => header.Key.ToLowerInvariant(), header => Text(header.Value), StringComparer.Ordinal),
            Body = body.Length > ExchangeFile.MaxBody ? null : body,
            BodyShape = JsonShape.Of(body),
        };
    }

    /// <summary>Numbers, identifiers and values of the query become <c>{}</c>.</summary>
    internal static string Template(string path)
    {
        var parts = path.Split('?', 2);
        var folders = string.Join('/', parts[0].Split('/').Select(part => Variable().IsMatch(part) ? "{}" : part));
        if (parts.Length == 1)
            return folders;
        return folders + "?" + string.Join('&', parts[1].Split('&').Select(pair => pair.IndexOf('=', StringComparison.Ordinal) is var at && at >= 0 ? pair[..(at + 1)] + "{}" : pair));
    }

    private string Body(HttpCall call)
    {
        var text = Encoding.UTF8.GetString(call.ResponseBody);
        try
        {
            if (text.Length > 0 && JsonNode.Parse(text) is { } node)
                return Text(Walk(node).ToJsonString(Relaxed));
        }
        catch (JsonException)
        {
            // No JSON: scrubbed as text.
        }

        return Text(text);
    }

    /// <summary>Values as JSON escapes them would be missed in the text.</summary>
    private JsonNode Walk(JsonNode node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, member) in members.ToArray())
                {
                    if (member is not null)
                        members[name] = Walk(member.DeepClone());
                }

                return members;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (items[i] is { } item)
                        items[i] = Walk(item.DeepClone());
                }

                return items;
            case JsonValue value when value.TryGetValue<string>(out var text) && values.Contains(text, StringComparer.Ordinal):
                return JsonValue.Create(Placeholder(text));
            default:
                return node;
        }
    }

    /// <summary>The same length and the same kinds of characters.</summary>
    private static string Placeholder(string value) =>
        string.Create(value.Length, value, static (span, text) =>
        {
            for (var i = 0; i < text.Length; i++)
                span[i] = char.IsAsciiDigit(text[i]) ? '0' : text[i] == ' ' ? ' ' : 'x';
        });

    [GeneratedRegex(@"^(\d+|[0-9a-fA-F-]{16,}|[A-Za-z0-9]{15,}(-\d+)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
