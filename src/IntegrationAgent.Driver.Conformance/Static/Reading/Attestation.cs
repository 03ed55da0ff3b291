using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>
/// A signed statement of where a build comes from: an in-toto statement in a DSSE envelope. It names files by their SHA-256, and never the package, whose bytes
/// change when a feed signs it.
/// </summary>
internal sealed class Attestation
{
    /// <summary>Where a package carries it.</summary>
    public const string FileName = ".intagent/provenance.json";

    private const string PayloadType = "application/vnd.in-toto+json";

    private Attestation()
    {
    }

    public required string Type { get; init; }

    public required string PredicateType { get; init; }

    /// <summary>Who built it; empty where the statement does not say.</summary>
    public required string Builder { get; init; }

    /// <summary>SHA-256 in lower-case hexadecimal, by the file's name.</summary>
    public required IReadOnlyDictionary<string, string> Subjects { get; init; }

    /// <summary>The id of a key that signed it, among those given; null where none did.</summary>
    public required string? SignedBy { get; init; }

    /// <exception cref="FormatException">It is no such envelope. The message ends a sentence.</exception>
    public static Attestation Parse(ReadOnlyMemory<byte> bytes, IReadOnlyDictionary<string, string> keys)
    {
        try
        {
            using var envelope = JsonDocument.Parse(bytes);
            var type = envelope.RootElement.GetProperty("payloadType").GetString();
            if (type != PayloadType)
                throw new FormatException($"its payload is of the type '{type}', expected '{PayloadType}'");
            var payload = envelope.RootElement.GetProperty("payload").GetBytesFromBase64();
            using var statement = JsonDocument.Parse(payload);
            var root = statement.RootElement;
            return new Attestation
            {
                Type = root.GetProperty("_type").GetString() ?? "",
                PredicateType = root.GetProperty("predicateType").GetString() ?? "",
                Builder = BuilderOf(root),
                Subjects = root.GetProperty("subject").EnumerateArray()
                    .Where(subject => subject.GetProperty("digest").TryGetProperty("sha256", out _))
                    .DistinctBy(subject => subject.GetProperty("name").GetString(), StringComparer.Ordinal)
                    .ToDictionary(subject => subject.GetProperty("name").GetString() ?? "", subject => subject.GetProperty("digest").GetProperty("sha256").GetString() ?? "", StringComparer.Ordinal),
                SignedBy = SignerOf(envelope.RootElement, Encoded(PayloadType, payload), keys),
            };
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("it is no DSSE envelope around an in-toto statement", exception);
        }
    }

    /// <summary>What is signed: type and payload with their lengths, so that neither can be read as the other.</summary>
    internal static byte[] Encoded(string type, ReadOnlySpan<byte> payload) =>
        [.. Encoding.UTF8.GetBytes($"DSSEv1 {Encoding.UTF8.GetByteCount(type)} {type} {payload.Length} "), .. payload];

    private static string BuilderOf(JsonElement statement) =>
        statement.TryGetProperty("predicate", out var predicate) && predicate.ValueKind == JsonValueKind.Object
        && predicate.TryGetProperty("runDetails", out var run) && run.ValueKind == JsonValueKind.Object
        && run.TryGetProperty("builder", out var builder) && builder.ValueKind == JsonValueKind.Object
        && builder.TryGetProperty("id", out var id) ? id.GetString() ?? "" : "";

    private static string? SignerOf(JsonElement envelope, byte[] signed, IReadOnlyDictionary<string, string> keys) => envelope.GetProperty("signatures").EnumerateArray()
        .Select(signature => (Key: signature.TryGetProperty("keyid", out var id) ? id.GetString() ?? "" : "", Bytes: signature.GetProperty("sig").GetBytesFromBase64()))
        .FirstOrDefault(signature => keys.TryGetValue(signature.Key, out var pem) && Verifies(pem, signed, signature.Bytes)).Key;

    private static bool Verifies(string pem, byte[] signed, byte[] signature)
    {
        try
        {
            using var curve = ECDsa.Create();
            curve.ImportFromPem(pem);
            return curve.VerifyData(signed, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            // It is a key of the other kind, or none.
        }

        try
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(pem);
            return rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}
