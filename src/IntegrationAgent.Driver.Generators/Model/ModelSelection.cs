using System.Collections.Immutable;

namespace IntegrationAgent.Driver.Generators.Model;

/// <summary>Takes the sound models out of what was parsed.</summary>
internal static class ModelSelection
{
    public static DriverModel? Driver(ImmutableArray<DriverParseResult> results) => results.Length == 1 ? results[0].Model : null;

    /// <summary>Each operation once, in an order that does not depend on files.</summary>
    public static OperationSet Operations(ImmutableArray<OperationParseResult> results) => new(
        results
            .Select(result => result.Model)
            .OfType<OperationModel>()
            .GroupBy(model => (model.Client.MetadataName, model.Name))
            .Select(same => same.First())
            .OrderBy(model => model.Client.MetadataName, StringComparer.Ordinal)
            .ThenBy(model => model.Name, StringComparer.Ordinal)
            .ToEquatableArray());
}
