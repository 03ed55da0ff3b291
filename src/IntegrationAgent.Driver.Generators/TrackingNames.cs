namespace IntegrationAgent.Driver.Generators;

/// <summary>The names of the steps, which the caching tests look at.</summary>
internal static class TrackingNames
{
    public const string ParseDriver = nameof(ParseDriver);
    public const string ParseOperation = nameof(ParseOperation);
    public const string DriverModel = nameof(DriverModel);
    public const string OperationModels = nameof(OperationModels);
    public const string Dispatches = nameof(Dispatches);
    public const string Diagnostics = nameof(Diagnostics);
    public const string Package = nameof(Package);
    public const string Manifest = nameof(Manifest);

    public static IReadOnlyList<string> All { get; } =
        [ParseDriver, ParseOperation, DriverModel, OperationModels, Dispatches, Diagnostics, Package, Manifest];
}
