namespace IntegrationAgent.Driver.Conformance;

/// <summary>
/// Every check of the kit, ordered by number. Checks that run the driver are listed by the classes in <c>Checks/</c>, those that read its package by the
/// classes in <c>Static/</c>; each class has one list, and a new class one line here.
/// </summary>
public static class ConformanceChecks
{
    private static readonly Dictionary<string, ConformanceCheck> ByName = Collect().ToDictionary(check => check.Name, StringComparer.Ordinal);

    /// <summary>The checks.</summary>
    public static IReadOnlyList<ConformanceCheck> All { get; } = [.. ByName.Values.OrderBy(check => check.Number)];

    /// <summary>The check of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ConformanceCheck Get(string name) =>
        ByName.GetValueOrDefault(name) ?? throw new ArgumentException($"There is no check '{name}'. The names are in docs/conformance.md.", nameof(name));

    private static IEnumerable<ConformanceCheck> Collect() =>
    [
        .. Checks.ConnectChecks.All,
        .. Checks.DiscoverChecks.All,
        .. Checks.QueryChecks.All,
        .. Static.StaticChecks.All,
        .. Checks.ValueChecks.All,
        .. Checks.CompletenessChecks.All,
        .. Checks.ChangeChecks.All,
        .. Checks.FilterChecks.All,
        .. Checks.LimitChecks.All,
        .. Checks.FaultChecks.All,
        .. Checks.WriteChecks.All,
        .. Checks.CancelChecks.All,
        .. Checks.MemoryChecks.All,
        .. Checks.SecretChecks.All,
        .. Checks.ConcurrencyChecks.All,
        .. Checks.LargeSystemChecks.All,
        .. Checks.PageChurnChecks.All,
        .. Checks.TelemetryChecks.All,
        .. Checks.ProbeChecks.All,
        .. Checks.NativeQueryChecks.All,
        .. Checks.SchemaEditChecks.All,
        .. Checks.BulkWriteChecks.All,
        .. Checks.OperationChecks.All,
        .. Checks.ExampleChecks.All,
    ];
}
