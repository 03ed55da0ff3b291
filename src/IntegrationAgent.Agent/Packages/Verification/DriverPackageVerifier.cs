namespace IntegrationAgent.Agent.Packages.Verification;

/// <summary>Every check of a driver's package that needs no code of it to run. Safe for concurrent use.</summary>
public static class DriverPackageVerifier
{
    /// <summary>Checks a package file. What is wrong is in the answer; nothing is thrown for it.</summary>
    /// <exception cref="AgentException"><c>E-VFY-FILE</c>: there is no such file; <c>E-PKG-FEED</c>: a feed that was named cannot be read.</exception>
    public static async Task<PackageVerification> VerifyAsync(VerifyPackageRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!File.Exists(request.PackageFile))
            throw VerificationErrors.NoFile(request.PackageFile);
        var work = Directory.CreateTempSubdirectory("intagent-verify-");
        try
        {
            var name = Path.GetFileName(request.PackageFile);
            VerifiedPackage package;
            try
            {
                package = await VerifiedPackage.OpenAsync(request.PackageFile, work.FullName, cancellationToken).ConfigureAwait(false);
            }
            catch (AgentException refusal)
            {
                return new PackageVerification
                {
                    PackageId = name,
                    Version = "",
                    Checks = [new VerificationCheck("archive", 1, [new VerificationProblem(refusal.Code, refusal.Message, VerificationErrors.PackAgain)])],
                    Capabilities = [],
                };
            }

            var capabilities = CapabilityCheck.Find(package);
            return new PackageVerification
            {
                PackageId = package.Id,
                Version = package.Version,
                Checks =
                [
                    new VerificationCheck("archive", package.Paths.Count, []),
                    LayoutCheck.Run(package),
                    await ReadAsync("manifest", () => Task.FromResult(ManifestCheck.Run(package))).ConfigureAwait(false),
                    await ReadAsync("versions", () => Task.FromResult(VersionCheck.Run(package))).ConfigureAwait(false),
                    await ReadAsync("dependencies", () => DependencyCheck.RunAsync(package, request, cancellationToken)).ConfigureAwait(false),
                    DocumentCheck.Run(package),
                    TextCheck.Run(package),
                    CapabilityCheck.Run(package, capabilities),
                    ConformanceCheck.Run(package),
                ],
                Capabilities = capabilities,
            };
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    /// <summary>An assembly that breaks its readers is a finding, not the end.</summary>
    private static async Task<VerificationCheck> ReadAsync(string name, Func<Task<VerificationCheck>> check)
    {
        try
        {
            return await check().ConfigureAwait(false);
        }
        catch (AgentException refusal) when (refusal.Code == "E-CPT-ASSEMBLY")
        {
            return new VerificationCheck(name, 1, [VerificationErrors.Assembly(refusal.Message.TrimEnd('.'))]);
        }
        catch (Exception exception) when (exception is BadImageFormatException or InvalidOperationException or ArgumentException or OverflowException)
        {
            return new VerificationCheck(name, 1, [VerificationErrors.Assembly("an assembly's metadata is damaged")]);
        }
    }
}
