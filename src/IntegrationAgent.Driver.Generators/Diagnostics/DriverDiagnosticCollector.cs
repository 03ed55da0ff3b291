using System.Collections.Immutable;
using IntegrationAgent.Driver.Generators.Emission;
using IntegrationAgent.Driver.Generators.Model;

namespace IntegrationAgent.Driver.Generators.Diagnostics;

/// <summary>Gathers what is wrong with the driver of an assembly, and what only shows when all of it is seen.</summary>
internal static class DriverDiagnosticCollector
{
    public static EquatableArray<DiagnosticInfo> Collect(ImmutableArray<DriverParseResult> drivers, ImmutableArray<OperationParseResult> operations) =>
        drivers.SelectMany(result => result.Diagnostics)
            .Concat(operations.SelectMany(result => result.Diagnostics))
            .Concat(ExtraDrivers(drivers))
            .Concat(Duplicates(operations))
            .Concat(drivers is [{ Model: { } driver } only] ? Strangers(driver, operations).Concat(BudgetCheck.Run(driver, only.Location, operations)) : [])
            .ToEquatableArray();

    private static IEnumerable<DiagnosticInfo> ExtraDrivers(ImmutableArray<DriverParseResult> drivers) =>
        from extra in drivers.Skip(1)
        select DiagnosticInfo.Create(
            GeneratorDiagnostics.DriverClass,
            extra.Location,
            $"A package has one driver, and both '{drivers[0].DriverType}' and '{extra.DriverType}' are marked [Driver]: remove the attribute from one, or move '{extra.DriverType}' to a package of its own");

    private static IEnumerable<DiagnosticInfo> Duplicates(ImmutableArray<OperationParseResult> operations) =>
        from same in operations.GroupBy(operation => (operation.ClientType, operation.Name))
        from extra in same.Skip(1)
        select DiagnosticInfo.Create(
            GeneratorDiagnostics.Declaration,
            extra.Location,
            $"[DriverOperation(\"{extra.Name}\")] is declared twice: rename one of the two");

    private static IEnumerable<DiagnosticInfo> Strangers(DriverModel driver, ImmutableArray<OperationParseResult> operations) =>
        from operation in operations
        where operation.ClientType != driver.ClientType
        select DiagnosticInfo.Create(
            GeneratorDiagnostics.OperationSignature,
            operation.Location,
            $"The operation \"{operation.Name}\" is on '{operation.ClientType}', and calls reach '{driver.ClientType}' only: move the method there");
}
