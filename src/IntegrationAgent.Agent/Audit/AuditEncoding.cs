using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Agent.Secrets;

namespace IntegrationAgent.Agent.Audit;

/// <summary>The byte form of an event and its hash.</summary>
internal static class AuditEncoding
{
    public const int HashLength = 32;
    private const int LongestText = 2000;

    public static byte[] Genesis { get; } = new byte[HashLength];

    /// <summary>The canonical JSON. <paramref name="seal"/> turns a personal value, by its name, into ciphertext.</summary>
    public static string Canonical(AuditEvent auditEvent, DateTimeOffset time, SecretScrubber scrubber, Func<string, byte[], byte[]> seal)
    {
        var output = new ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(output))
        {
            writer.WriteStartObject();
            writer.WriteNumber("v", 1);
            writer.WriteString("time", FormatTime(time));
            writer.WriteString("type", auditEvent.Type);
            writer.WriteString("phase", PhaseName(auditEvent.Phase));
            writer.WriteString("actor", Clean(auditEvent.Actor, scrubber));
            writer.WriteString("subject", Clean(auditEvent.Subject, scrubber));
            writer.WriteString("pair", Clean(auditEvent.Pair, scrubber));
            WriteData(writer, auditEvent.Data, scrubber);
            if (auditEvent.Personal.Count > 0)
                WritePersonal(writer, auditEvent, scrubber, seal);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(CanonicalJson.Canonicalize(output.WrittenMemory));
    }

    /// <summary>SHA-256(0x00 ‖ sequence ‖ previous ‖ canonical): the leaf hash of RFC 6962 over what follows the first byte.</summary>
    public static byte[] Hash(long sequence, ReadOnlySpan<byte> previous, string canonical)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, sequence);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([0]);
        hash.AppendData(number);
        hash.AppendData(previous);
        hash.AppendData(Encoding.UTF8.GetBytes(canonical));
        return hash.GetHashAndReset();
    }

    /// <summary>The event of a canonical text. <paramref name="open"/> turns ciphertext, by its scope and name, into the value or null.</summary>
    public static (AuditEvent Event, DateTimeOffset Time) Read(string canonical, Func<string, string, byte[], byte[]?> open)
    {
        using var document = JsonDocument.Parse(canonical);
        var root = document.RootElement;
        var type = root.GetProperty("type").GetString()!;
        var scope = root.TryGetProperty("personalScope", out var named) ? named.GetString() ?? "" : "";
        var personal = new Dictionary<string, string>(StringComparer.Ordinal);
        if (root.TryGetProperty("personal", out var values))
        {
            foreach (var value in values.EnumerateObject())
            {
                if (open(scope, Purpose(type, value.Name), value.Value.GetBytesFromBase64()) is { } plain)
                    personal[value.Name] = Encoding.UTF8.GetString(plain);
            }
        }

        var read = new AuditEvent
        {
            Type = type,
            Actor = root.GetProperty("actor").GetString() ?? "",
            Subject = root.GetProperty("subject").GetString() ?? "",
            Pair = root.GetProperty("pair").GetString() ?? "",
            Phase = Enum.GetValues<AuditPhase>().First(phase => PhaseName(phase) == root.GetProperty("phase").GetString()),
            Data = root.GetProperty("data").EnumerateObject().ToDictionary(one => one.Name, one => one.Value.GetString() ?? "", StringComparer.Ordinal),
            Personal = personal,
            PersonalScope = scope,
        };
        return (read, DateTimeOffset.Parse(root.GetProperty("time").GetString()!, CultureInfo.InvariantCulture));
    }

    public static string FormatTime(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Purpose(string type, string name) => $"audit|{type}|{name}";

    // One event stays one event: broken surrogates become U+FFFD, line ends and control characters are escaped by JSON, length is capped.
    public static string Clean(string text, SecretScrubber scrubber)
    {
        var scrubbed = scrubber.Scrub(text);
        var capped = scrubbed.Length <= LongestText ? scrubbed : string.Concat(scrubbed.AsSpan(0, LongestText), "…");
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(capped));
    }

    private static string PhaseName(AuditPhase phase) => phase switch
    {
        AuditPhase.Intended => "intended",
        AuditPhase.Failed => "failed",
        AuditPhase.Denied => "denied",
        AuditPhase.Unknown => "unknown",
        _ => "done",
    };

    private static void WriteData(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> data, SecretScrubber scrubber)
    {
        writer.WriteStartObject("data");
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in data)
        {
            if (names.Add(Clean(name, scrubber)))
                writer.WriteString(Clean(name, scrubber), Clean(value, scrubber));
        }

        writer.WriteEndObject();
    }

    private static void WritePersonal(Utf8JsonWriter writer, AuditEvent auditEvent, SecretScrubber scrubber, Func<string, byte[], byte[]> seal)
    {
        if (auditEvent.PersonalScope.Length == 0)
            throw new ArgumentException("An event with personal data names the scope of its key.", nameof(auditEvent));
        writer.WriteString("personalScope", Clean(auditEvent.PersonalScope, scrubber));
        writer.WriteStartObject("personal");
        foreach (var (name, value) in auditEvent.Personal)
            writer.WriteBase64String(name, seal(Purpose(auditEvent.Type, name), Encoding.UTF8.GetBytes(Clean(value, scrubber))));
        writer.WriteEndObject();
    }
}
