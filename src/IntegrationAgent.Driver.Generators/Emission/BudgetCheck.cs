using System.Collections.Immutable;
using System.Globalization;
using IntegrationAgent.Driver.Generators.Diagnostics;
using IntegrationAgent.Driver.Generators.Model;

namespace IntegrationAgent.Driver.Generators.Emission;

/// <summary>
/// Holds the manifest to its reader's budget by length: 1,500 tokens for the card, 400 for an operation. A token of such JSON is three characters and a half
/// or more, so what passes here passes a count of tokens.
/// </summary>
internal static class BudgetCheck
{
    public const int MaxCardLength = 5_000;
    public const int MaxOperationLength = 1_300;

    private static readonly PackageModel NoPackage = new("", "", "", "");

    public static IEnumerable<DiagnosticInfo> Run(DriverModel driver, LocationInfo? location, ImmutableArray<OperationParseResult> operations)
    {
        var card = ManifestEmitter.Emit(
            driver with { Errors = default, Idioms = driver.Idioms.Take(3).ToEquatableArray() },
            default,
            NoPackage).Length + operations.Sum(operation => operation.Name.Length + 3);
        if (card > MaxCardLength)
        {
            yield return DiagnosticInfo.Create(
                GeneratorDiagnostics.OverBudget,
                location,
                $"The driver's card is {Number(card)} characters long and an agent reads {Number(MaxCardLength)}: shorten the descriptions, starting with {Longest(driver)}");
        }

        foreach (var result in operations)
        {
            if (result.Model is not { } operation)
                continue;
            var length = ManifestEmitter.Operation(operation).ToString().Length;
            if (length > MaxOperationLength)
            {
                yield return DiagnosticInfo.Create(
                    GeneratorDiagnostics.OverBudget,
                    result.Location,
                    $"The manifest entry of the operation \"{operation.Name}\" is {Number(length)} characters long and an agent reads {Number(MaxOperationLength)}: shorten the documentation of its parameters, or split the operation");
            }
        }
    }

    private static string Longest(DriverModel driver) => new (string What, int Length)[]
    {
        ("the auth methods", driver.Auth.Sum(auth => auth.Description.Length + auth.Scopes.Sum(scope => scope.Length))),
        ("the credentials", driver.Credentials.Sum(credential => credential.Description.Length)),
        ("the settings", driver.Settings.Sum(setting => setting.Description.Length)),
        ("the egress hosts", driver.Egress.Sum(host => host.Length)),
    }.OrderByDescending(part => part.Length).First().What;

    private static string Number(int value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
