namespace IntegrationAgent.Driver.Generators;

/// <summary>The names of the steps, which the caching tests look at.</summary>
internal static class TrackingNames
{
    public const string ParseDriver = nameof(ParseDriver);
    public const string DriverModel = nameof(DriverModel);
    public const string DriverDiagnostics = nameof(DriverDiagnostics);
    public const string Package = nameof(Package);
    public const string Manifest = nameof(Manifest);

    public static IReadOnlyList<string> All { get; } = [ParseDriver, DriverModel, DriverDiagnostics, Package, Manifest];
}
