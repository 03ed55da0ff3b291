using System.IO.Compression;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Testing;

namespace IntegrationAgent.Agent.Tests.Packages;

/// <summary>A package that its author signed, whole and spoiled.</summary>
public sealed class SignatureTests : StoreFixture
{
    private string Signed
    {
        get
        {
            var copy = Path.Combine(Root, "signed.nupkg");
            File.Copy(Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "artifacts", "feed"), "microsoft.data.sqlite.core.*.nupkg").First(), copy, overwrite: true);
            return copy;
        }
    }

    [Fact]
    public async Task A_genuine_signature_is_valid_where_signatures_are_required() =>
        Assert.Equal("valid", await PackageSignatures.VerifyAsync("P", Signed, SignaturePolicy.Require, Cancel));

    [Fact]
    public async Task A_changed_byte_under_a_signature_is_refused_and_said_under_warn()
    {
        var path = Signed;
        Tamper(path);

        var refusal = await Assert.ThrowsAsync<AgentException>(() => PackageSignatures.VerifyAsync("P", path, SignaturePolicy.Require, Cancel));

        Assert.Equal("E-PKG-SIGNATURE", refusal.Code);
        Assert.Contains("NU3008", refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith("invalid: NU3008", await PackageSignatures.VerifyAsync("P", path, SignaturePolicy.Warn, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_package_packed_anew_around_its_signature_is_refused()
    {
        var path = Signed;
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            using var entry = archive.CreateEntry("lib/net8.0/Evil.dll").Open();
            entry.WriteByte(1);
        }

        await Assert.ThrowsAsync<AgentException>(() => PackageSignatures.VerifyAsync("P", path, SignaturePolicy.Require, Cancel));
    }

    [Fact]
    public async Task A_stripped_signature_is_no_signature()
    {
        var path = Signed;
        using (var archive = ZipFile.Open(path, ZipArchiveMode.Update))
            archive.GetEntry(".signature.p7s")!.Delete();

        Assert.Equal("unsigned", await PackageSignatures.VerifyAsync("P", path, SignaturePolicy.Warn, Cancel));
    }
}
