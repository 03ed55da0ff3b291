using IntegrationAgent.Driver.Generators.Diagnostics;

namespace IntegrationAgent.Driver.Generators.Model;

/// <summary>The driver, or null where it cannot be described; where it stands; and what is wrong with it. Only the model feeds the emission, so that moving a line emits nothing anew.</summary>
internal sealed record DriverParseResult(DriverModel? Model, string DriverType, LocationInfo? Location, EquatableArray<DiagnosticInfo> Diagnostics);
