using System.Globalization;
using IntegrationAgent.Agent.Compatibility.Api;
using IntegrationAgent.Driver;
using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Agent.Packages.Verification;

/// <summary>
/// What an assembly declares, read again from its metadata: the class marked <c>[Driver]</c>, its attributes, the interfaces and operations of its client.
/// A manifest that was written by hand differs from it.
/// </summary>
internal sealed class DeclaredDriver
{
    private const string Contract = "IntegrationAgent.Driver";
    private readonly SortedSet<string> facts = new(StringComparer.Ordinal);
    private readonly List<string> problems = [];

    private DeclaredDriver()
    {
    }

    public int Observed => facts.Count;

    public static DeclaredDriver Read(IReadOnlyList<DriverAssembly> assemblies, string entryFile)
    {
        var declared = new DeclaredDriver();
        var symbols = ApiSymbols.Load(assemblies);
        var entry = symbols.Values.First(each => each.File == entryFile).Assembly;
        var drivers = Types(entry.GlobalNamespace).Where(type => Attributes(type, "Driver").Any()).ToList();
        if (drivers is [var driver])
            declared.Driver(driver);
        else
            declared.problems.Add($"the assembly has {drivers.Count.ToString(CultureInfo.InvariantCulture)} classes marked [Driver]");
        return declared;
    }

    /// <summary>What the manifest says and the assembly does not, and the other way round.</summary>
    public IEnumerable<string> Differences(DriverManifest manifest)
    {
        if (problems.Count > 0)
            return problems;
        var stated = Stated(manifest).ToHashSet(StringComparer.Ordinal);
        return stated.Except(facts, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(fact => $"it says {fact}, and the assembly does not")
            .Concat(facts.Except(stated, StringComparer.Ordinal).Select(fact => $"the assembly says {fact}, and the manifest does not"));
    }

    private static IEnumerable<string> Stated(DriverManifest manifest) =>
    [
        $"driver '{manifest.Id}' in {manifest.DriverType}",
        $"client {manifest.ClientType}",
        .. manifest.Capabilities.Select(capability => $"capability {capability}"),
        .. manifest.Auth.Select(auth => $"auth method {auth.Name} with scopes {List(auth.Scopes)}"),
        .. manifest.Auth.Where(auth => auth.SignIn is not null).Select(auth => $"sign-in for {auth.Name} at {auth.SignIn!.AuthorizeUrl} and {auth.SignIn.TokenUrl} with {auth.SignIn.ClientId} {auth.SignIn.ClientSecret} {auth.SignIn.Token}"),
        .. manifest.Credentials.Select(each => $"credential {each.Name}, {(each.Secret ? "secret" : "not secret")}, {(each.Required ? "required" : "optional")}"),
        .. manifest.Settings.Select(each => $"setting {each.Name} of kind {each.Kind}, {(each.Required ? "required" : "optional")}, default '{each.Default}'"),
        .. manifest.Egress.Select(host => $"host {host}"),
        .. manifest.Uses.Select(use => $"use {use}"),
        .. manifest.RateLimits.Select(each => string.Create(CultureInfo.InvariantCulture, $"rate limit {each.Name}: {each.Quota} in {each.WindowSeconds} s, {each.Concurrency} at once, cost {each.CostPerCall}, reserve {each.ReservePercent}")),
        .. manifest.Errors.Select(each => $"error {each.Code}, retry {each.Retry}"),
        .. manifest.Operations.Select(each => $"operation {each.Name}, effect {each.Effect}, {(each.Idempotent ? "idempotent" : "not idempotent")}"),
    ];

    private void Driver(INamedTypeSymbol type)
    {
        var attribute = Attributes(type, "Driver").First();
        facts.Add($"driver '{Subject(attribute)}' in {MetadataName(type)}");
        if (Named(attribute, "Client") is { Value: INamedTypeSymbol client })
            Client(client);
        foreach (var each in Attributes(type, "AuthMethod"))
            facts.Add($"auth method {Subject(each)} with scopes {List(Texts(Named(each, "Scopes")))}");
        foreach (var each in Attributes(type, "SignIn"))
            facts.Add($"sign-in for {Subject(each)} at {Text(each, "AuthorizeUrl")} and {Text(each, "TokenUrl")} with {Text(each, "ClientId")} {Text(each, "ClientSecret")} {Text(each, "Token")}");
        foreach (var each in Attributes(type, "Credential"))
            facts.Add($"credential {Subject(each)}, {(Flag(each, "Secret", true) ? "secret" : "not secret")}, {(Flag(each, "Required", true) ? "required" : "optional")}");
        foreach (var each in Attributes(type, "Setting"))
            facts.Add($"setting {Subject(each)} of kind {Word<SettingKind>(each, "Kind")}, {(Flag(each, "Required", false) ? "required" : "optional")}, default '{Named(each, "Default")?.Value}'");
        foreach (var each in Attributes(type, "Egress"))
            facts.Add($"host {Subject(each)}");
        foreach (var each in Attributes(type, "Uses"))
            facts.Add($"use {Subject(each)}");
        foreach (var each in Attributes(type, "RateLimit"))
        {
            facts.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"rate limit {Subject(each)}: {Number(each, "Quota", 0)} in {Number(each, "WindowSeconds", 0)} s, {Number(each, "Concurrency", 0)} at once, cost {Number(each, "CostPerCall", 1)}, reserve {Number(each, "ReservePercent", 10)}"));
        }

        foreach (var each in Attributes(type, "DriverError"))
            facts.Add($"error {Subject(each)}, retry {Word<RetryAdvice>(each, "Retry")}");
    }

    private void Client(INamedTypeSymbol client)
    {
        facts.Add($"client {MetadataName(client)}");
        foreach (var (name, capability) in new[]
        {
            ("IDriverClient", "query"), ("IRecordWriter", "write"), ("IBulkWriter", "bulk_write"), ("IWriteProbe", "write_probe"), ("ISchemaEditor", "schema_edit"),
            ("IChangeFeed", "change_feed"), ("INativeQuery", "native_query"), ("IDriverOperations", "operations"),
        })
        {
            if (client.AllInterfaces.Any(each => each.Name == name && each.ContainingNamespace.ToDisplayString() == Contract))
                facts.Add($"capability {capability}");
        }

        foreach (var operation in client.GetMembers().SelectMany(member => Attributes(member, "DriverOperation")))
            facts.Add($"operation {Subject(operation)}, effect {Word<OperationEffect>(operation, "Effect")}, {(Flag(operation, "Idempotent", false) ? "idempotent" : "not idempotent")}");
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) =>
        container.GetMembers().OfType<INamespaceOrTypeSymbol>().SelectMany(member => member is INamedTypeSymbol type ? Types(type).Prepend(type) : Types(member));

    private static IEnumerable<AttributeData> Attributes(ISymbol symbol, string name) =>
        symbol.GetAttributes().Where(attribute => attribute.AttributeClass is { } type && type.Name == name + "Attribute" && type.ContainingNamespace.ToDisplayString() == Contract);

    private static string Subject(AttributeData attribute) => attribute.ConstructorArguments is [{ Value: string text }, ..] ? text : "";

    private static TypedConstant? Named(AttributeData attribute, string name) =>
        attribute.NamedArguments.Where(argument => argument.Key == name).Select(argument => (TypedConstant?)argument.Value).FirstOrDefault();

    private static bool Flag(AttributeData attribute, string name, bool missing) => Named(attribute, name)?.Value as bool? ?? missing;

    private static string Text(AttributeData attribute, string name) => Named(attribute, name)?.Value as string ?? "";

    private static long Number(AttributeData attribute, string name, long missing) =>
        Named(attribute, name)?.Value is { } value ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : missing;

    private static IEnumerable<string> Texts(TypedConstant? list) =>
        list is { Kind: TypedConstantKind.Array, IsNull: false } values ? values.Values.Select(value => value.Value as string ?? "") : [];

    /// <summary>A member of an enum as manifests write it: in snake case.</summary>
    private static string Word<T>(AttributeData attribute, string name)
        where T : struct, Enum
    {
        var value = (T)Enum.ToObject(typeof(T), Number(attribute, name, 0));
        return string.Concat(value.ToString().Select((letter, index) => char.IsUpper(letter) ? (index > 0 ? "_" : "") + char.ToLowerInvariant(letter) : letter.ToString()));
    }

    private static string List(IEnumerable<string> texts) => string.Join(' ', texts) is { Length: > 0 } list ? list : "(none)";

    private static string MetadataName(INamedTypeSymbol type)
    {
        var name = type.MetadataName;
        for (var outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
            name = outer.MetadataName + "+" + name;
        return type.ContainingNamespace.IsGlobalNamespace ? name : $"{type.ContainingNamespace.ToDisplayString()}.{name}";
    }
}
