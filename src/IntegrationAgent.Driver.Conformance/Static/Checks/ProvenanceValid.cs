using System.Security.Cryptography;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>15: a build can be made again, and what vouches for its origin is true of the very files that are loaded.</summary>
internal sealed class ProvenanceValid : StaticCheck
{
    private const string Statement = "https://in-toto.io/Statement/v1";
    private const string Provenance = "https://slsa.dev/provenance/";

    public override int Number => 15;

    public override string Id => "provenance-valid";

    public override string Requirement => "The assembly was built reproducibly; an attestation of its origin is signed with a key that the adapter trusts, and names assembly and manifest by their hashes.";

    public override string Meaning => "Nobody can tell where the build comes from, or something vouches for other files than these.";

    public override void Run(StaticSubject subject, StaticVerdict verdict)
    {
        var assembly = Path.GetFileName(subject.Image.Path);
        verdict.Expect(subject.Image.IsReproducible, $"{assembly} is not built reproducibly: built again from the same source it has other bytes. Set <Deterministic>true</Deterministic> in its project.");
        var package = subject.Package;
        if (!package.Files.TryGetValue(Attestation.FileName, out var bytes))
        {
            // What is not packed yet is attested after its build.
            verdict.Expect(
                !package.IsPacked || subject.ProvenanceKeys.Count == 0,
                $"The adapter trusts keys, and {package.Source} has no {Attestation.FileName}. Attest the build and pack it with IntegrationAgentProvenanceFile, or take ProvenanceKeys out.");
            return;
        }

        if (subject.ProvenanceKeys.Count == 0)
        {
            verdict.Fail($"{package.Source} has {Attestation.FileName}, and the adapter does not say whose signature counts. Override ProvenanceKeys.");
            return;
        }

        Attestation attestation;
        try
        {
            attestation = Attestation.Parse(bytes, subject.ProvenanceKeys);
        }
        catch (FormatException exception)
        {
            verdict.Fail($"{Attestation.FileName} cannot be read: {exception.Message}. Put the DSSE envelope there as it was signed.");
            return;
        }

        verdict.Expect(attestation.SignedBy is not null, $"{Attestation.FileName} has no signature that a key of the adapter's ProvenanceKeys verifies. Sign it with one of them, or trust the key that signed it.");
        verdict.Expect(
            attestation.Type == Statement && attestation.PredicateType.StartsWith(Provenance, StringComparison.Ordinal),
            $"{Attestation.FileName} states '{attestation.PredicateType}' in a '{attestation.Type}'; expected '{Provenance}…' in '{Statement}'.");
        verdict.Expect(attestation.Builder.Length > 0, $"{Attestation.FileName} does not say who built it: predicate.runDetails.builder.id is empty.");
        var loaded = package.Files.FirstOrDefault(file => file.Key.StartsWith("lib/", StringComparison.Ordinal) && file.Key.EndsWith("/" + assembly, StringComparison.Ordinal)).Value;
        Names(verdict, attestation, assembly, loaded);
        Names(verdict, attestation, "driver.json", package.Files.GetValueOrDefault(".intagent/driver.json"));
    }

    private static void Names(StaticVerdict verdict, Attestation attestation, string file, byte[]? bytes)
    {
        var hash = bytes is null ? "" : Convert.ToHexStringLower(SHA256.HashData(bytes));
        verdict.Expect(
            attestation.Subjects.TryGetValue(file, out var stated) && string.Equals(stated, hash, StringComparison.OrdinalIgnoreCase),
            stated is null
                ? $"{Attestation.FileName} does not name {file}. Name assembly and manifest, not the package: a feed that signs it changes its bytes."
                : $"{Attestation.FileName} vouches for another {file} than the one in the package. Attest this build.");
    }
}
