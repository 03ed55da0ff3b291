using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using IntegrationAgent.Driver.Conformance.Static;

namespace IntegrationAgent.Driver.Conformance.Tests.Static;

/// <summary>A statement of where the lab's build comes from, with a switch for each mistake.</summary>
internal sealed class LabAttestation
{
    private const string KeyId = "release";

    public bool IsRsa { get; set; }

    public bool SignsOther { get; set; }

    public bool TrustsOther { get; set; }

    public string Builder { get; set; } = "https://ci.acme.com/builds";

    public string Predicate { get; set; } = "https://slsa.dev/provenance/v1";

    public string PayloadType { get; set; } = "application/vnd.in-toto+json";

    /// <summary>The files that it names, instead of assembly and manifest with their own hashes.</summary>
    public Func<Dictionary<string, string>, Dictionary<string, string>> Subjects { get; set; } = static subjects => subjects;

    /// <summary>A packed lab that carries it.</summary>
    public static void Put(DriverLab lab, Action<LabAttestation> change)
    {
        var attestation = new LabAttestation();
        change(attestation);
        lab.IsPacked = true;
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        lab.Keys[KeyId] = attestation.TrustsOther ? other.ExportSubjectPublicKeyInfoPem() : attestation.IsRsa ? rsa.ExportSubjectPublicKeyInfoPem() : curve.ExportSubjectPublicKeyInfoPem();
        var (curveKey, rsaKey) = (curve.ExportPkcs8PrivateKey(), rsa.ExportPkcs8PrivateKey());
        lab.Attest = assembly => attestation.Envelope(assembly, lab.Manifest, curveKey, rsaKey);
    }

    private string Envelope(byte[] assembly, string manifest, byte[] curveKey, byte[] rsaKey)
    {
        var subjects = Subjects(new Dictionary<string, string>
        {
            [$"{DriverLab.Id}.dll"] = Convert.ToHexStringLower(SHA256.HashData(assembly)),
            ["driver.json"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(manifest))),
        });
        var payload = JsonSerializer.SerializeToUtf8Bytes(new
        {
            _type = "https://in-toto.io/Statement/v1",
            predicateType = Predicate,
            subject = subjects.Select(subject => new { name = subject.Key, digest = new { sha256 = subject.Value } }),
            predicate = new { runDetails = new { builder = new { id = Builder } } },
        });
        var signed = Attestation.Encoded(PayloadType, SignsOther ? "another payload"u8 : payload);
        return JsonSerializer.Serialize(new { payloadType = PayloadType, payload = Convert.ToBase64String(payload), signatures = new[] { new { keyid = KeyId, sig = Convert.ToBase64String(Sign(signed, curveKey, rsaKey)) } } });
    }

    private byte[] Sign(byte[] bytes, byte[] curveKey, byte[] rsaKey)
    {
        if (IsRsa)
        {
            using var rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(rsaKey, out _);
            return rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
        }

        using var curve = ECDsa.Create();
        curve.ImportPkcs8PrivateKey(curveKey, out _);
        return curve.SignData(bytes, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }
}
