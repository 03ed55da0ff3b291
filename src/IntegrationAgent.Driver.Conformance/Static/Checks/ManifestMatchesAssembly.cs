using System.Reflection;

namespace IntegrationAgent.Driver.Conformance.Static;

/// <summary>3: the manifest says what the assembly's own declarations say; the kit reads them again instead of believing it.</summary>
internal sealed class ManifestMatchesAssembly : StaticCheck
{
    /// <summary>Every capability of the contract, with what a client implements for it.</summary>
    public static readonly (string Capability, Type Type)[] Abilities =
    [
        ("query", typeof(IDriverClient)),
        ("write", typeof(IRecordWriter)),
        ("bulk_write", typeof(IBulkWriter)),
        ("write_probe", typeof(IWriteProbe)),
        ("schema_edit", typeof(ISchemaEditor)),
        ("change_feed", typeof(IChangeFeed)),
        ("native_query", typeof(INativeQuery)),
        ("operations", typeof(IDriverOperations)),
    ];

    public override int Number => 3;

    public override string Id => "manifest-assembly-hash";

    public override string Requirement => "The manifest, recomputed from the assembly's declarations, is the one that is packed.";

    public override string Meaning => "The manifest is stale or was edited by hand; what an agent reads is not what runs.";

    public override void Run(StaticSubject subject, StaticVerdict verdict)
    {
        verdict.Expect(subject.Carried.Count == 1, $"The assembly carries {subject.Carried.Count} manifests; a driver carries one.");
        if (subject.Package.Text(".intagent/driver.json") is { } packed)
            verdict.Expect(packed == subject.ManifestJson, "The packed .intagent/driver.json is not the manifest that the assembly carries. Pack again, and never edit it.");

        var manifest = subject.Manifest;
        var driver = subject.Assembly.GetType(manifest.DriverType);
        verdict.Expect(driver is not null && typeof(IDriver).IsAssignableFrom(driver), $"The manifest's driverType '{manifest.DriverType}' is no class of the assembly that implements IDriver. Rebuild.");
        var client = subject.Assembly.GetType(manifest.ClientType);
        verdict.Expect(client is not null && typeof(IDriverClient).IsAssignableFrom(client), $"The manifest's clientType '{manifest.ClientType}' is no class of the assembly that implements IDriverClient. Rebuild.");
        verdict.Expect(manifest.ContractVersion == DriverContract.Version, $"The manifest is of contract {manifest.ContractVersion}, and this kit is of {DriverContract.Version}. Reference the same version of both packages.");
        if (driver is null || client is null)
            return;

        verdict.Expect(driver.GetCustomAttribute<DriverAttribute>()?.Id == manifest.Id, $"The manifest's id '{manifest.Id}' is not that of [Driver]. Rebuild.");
        Same(verdict, "capabilities", Abilities.Where(ability => ability.Type.IsAssignableFrom(client)).Select(ability => ability.Capability), manifest.Capabilities);
        Same(verdict, "settings", driver.GetCustomAttributes<SettingAttribute>().Select(one => $"{one.Name} {one.Kind.ToString().ToLowerInvariant()} {one.Required} {one.Default}"), manifest.Settings.Select(one => $"{one.Name} {one.Kind} {one.Required} {one.Default}"));
        Same(verdict, "credentials", driver.GetCustomAttributes<CredentialAttribute>().Select(one => $"{one.Name} {one.Secret} {one.Required}"), manifest.Credentials.Select(one => $"{one.Name} {one.Secret} {one.Required}"));
        Same(verdict, "auth", driver.GetCustomAttributes<AuthMethodAttribute>().Select(one => $"{one.Name} {string.Join('+', one.Scopes.Order(StringComparer.Ordinal))}"), manifest.Auth.Select(one => $"{one.Name} {string.Join('+', one.Scopes.Order(StringComparer.Ordinal))}"));
        Same(verdict, "signIn", driver.GetCustomAttributes<SignInAttribute>().Select(one => $"{one.AuthMethod} {one.AuthorizeUrl} {one.TokenUrl} {one.ClientId} {one.ClientSecret} {one.Token}"), manifest.Auth.Where(one => one.SignIn is not null).Select(one => $"{one.Name} {one.SignIn!.AuthorizeUrl} {one.SignIn.TokenUrl} {one.SignIn.ClientId} {one.SignIn.ClientSecret} {one.SignIn.Token}"));
        Same(verdict, "egress", driver.GetCustomAttributes<EgressAttribute>().Select(one => one.Host), manifest.Egress);
        Same(verdict, "uses", driver.GetCustomAttributes<UsesAttribute>().Select(one => one.Capability), manifest.Uses);
        Same(verdict, "errors", driver.GetCustomAttributes<DriverErrorAttribute>().Select(one => one.Code), manifest.Errors.Select(one => one.Code));
        Same(verdict, "rateLimits", driver.GetCustomAttributes<RateLimitAttribute>().Select(one => $"{one.Name} {one.WindowSeconds} {one.Quota} {one.Concurrency}"), manifest.RateLimits.Select(one => $"{one.Name} {one.WindowSeconds} {one.Quota} {one.Concurrency}"));
        Same(verdict, "operations", Operations(client), manifest.Operations.Select(one => $"{one.Name} {one.Effect} {one.Idempotent}"));
    }

    private static IEnumerable<string> Operations(Type client) => client
        .GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
        .Select(method => method.GetCustomAttribute<DriverOperationAttribute>())
        .OfType<DriverOperationAttribute>()
        .Select(one => $"{one.Name} {one.Effect.ToString().ToLowerInvariant()} {one.Idempotent}");

    private static void Same(StaticVerdict verdict, string part, IEnumerable<string> declared, IEnumerable<string> stated)
    {
        var declaredSet = declared.Order(StringComparer.Ordinal).ToList();
        var statedSet = stated.Order(StringComparer.Ordinal).ToList();
        var difference = declaredSet.Except(statedSet).Select(one => $"lacks '{one.TrimEnd()}'").Concat(statedSet.Except(declaredSet).Select(one => $"has '{one.TrimEnd()}'")).ToList();
        verdict.Expect(
            difference.Count == 0 && declaredSet.Count == statedSet.Count,
            $"The manifest's {part} are not those that the code declares: it {string.Join(", ", difference.Take(3))}. Rebuild, and never edit it.");
    }
}
