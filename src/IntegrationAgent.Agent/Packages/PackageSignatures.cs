using NuGet.Common;
using NuGet.Packaging;
using NuGet.Packaging.Signing;

namespace IntegrationAgent.Agent.Packages;

/// <summary>Verifies package signatures against the policy.</summary>
internal static class PackageSignatures
{
    private const string RevocationMode = "NUGET_CERT_REVOCATION_MODE";

    private static readonly Lock Gate = new();
    private static bool s_initialized;

    /// <summary>What was found, for the lock: <c>off</c>, <c>valid</c>, <c>unsigned</c> or <c>invalid: …</c>.</summary>
    /// <exception cref="AgentException">E-PKG-SIGNATURE: the policy is <see cref="SignaturePolicy.Require"/> and the signature is not valid without a warning.</exception>
    public static async Task<string> VerifyAsync(string package, string path, SignaturePolicy policy, CancellationToken cancellationToken)
    {
        if (policy == SignaturePolicy.Off)
            return "off";

        var finding = await FindAsync(path, cancellationToken).ConfigureAwait(false);
        return finding == "valid" || policy == SignaturePolicy.Warn
            ? finding
            : throw PackageErrors.Signature(package, finding == "unsigned" ? "it is not signed." : finding);
    }

    private static async Task<string> FindAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = new PackageArchiveReader(path);
            if (!await reader.IsSignedAsync(cancellationToken).ConfigureAwait(false))
                return "unsigned";

            UseTrustRoots();
            var verifier = new PackageSignatureVerifier([new IntegrityVerificationProvider(), new SignatureTrustAndValidityVerificationProvider()]);
            var result = await verifier.VerifySignaturesAsync(reader, SignedPackageVerifierSettings.GetRequireModeDefaultPolicy(), cancellationToken).ConfigureAwait(false);

            // A malformed signature entry is only a warning for the package manager (NU3005): the same as no signature here.
            var issues = result.Results
                .SelectMany(each => each.Issues)
                .Where(issue => issue.Level >= LogLevel.Warning && issue.Code is not (NuGetLogCode.NU3018 or NuGetLogCode.NU3028 or NuGetLogCode.NU3037) || issue.Level == LogLevel.Error)
                .Select(issue => $"{issue.Code} {issue.Message}")
                .Distinct(StringComparer.Ordinal)
                .ToList();
            return result.IsValid && issues.Count == 0 ? "valid" : $"invalid: {string.Join(" ", issues.Take(3))}";
        }
        catch (Exception e) when (e is SignatureException or InvalidDataException or System.Security.Cryptography.CryptographicException or NuGet.Packaging.Core.PackagingException)
        {
            return $"invalid: {e.Message}";
        }
    }

    /// <summary>The roots for code signing and time stamps stand beside this program; the machine's own roots are for servers.</summary>
    private static void UseTrustRoots()
    {
        lock (Gate)
        {
            if (s_initialized)
                return;

            // An installation must end without a network too. Revocation lists are used where the machine has them;
            // whoever wants them fetched sets the variable to `online`.
            if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(RevocationMode)))
                Environment.SetEnvironmentVariable(RevocationMode, "offline");
            X509TrustStore.InitializeForDotNetSdk(NullLogger.Instance);
            s_initialized = true;
        }
    }
}
