using System.Collections.Immutable;
using IntegrationAgent.Driver.Generators.Model;

namespace IntegrationAgent.Driver.Generators.Diagnostics;

/// <summary>Gathers what is wrong with the drivers of an assembly, of which there is to be one.</summary>
internal static class DriverDiagnosticCollector
{
    public static EquatableArray<DiagnosticInfo> Collect(ImmutableArray<DriverParseResult> results)
    {
        var all = results.SelectMany(result => result.Diagnostics).ToList();
        foreach (var extra in results.Skip(1))
        {
            all.Add(DiagnosticInfo.Create(
                GeneratorDiagnostics.DriverClass,
                extra.Location,
                $"A package has one driver, and both '{results[0].DriverType}' and '{extra.DriverType}' are marked [Driver]: remove the attribute from one, or move '{extra.DriverType}' to a package of its own"));
        }

        return all.ToEquatableArray();
    }
}
