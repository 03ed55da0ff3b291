using IntegrationAgent.Driver.Generators.Diagnostics;

namespace IntegrationAgent.Driver.Generators.Model;

/// <summary>The operation, or null where it cannot be dispatched; where it stands; and what is wrong with it.</summary>
internal sealed record OperationParseResult(OperationModel? Model, string Name, string ClientType, LocationInfo? Location, EquatableArray<DiagnosticInfo> Diagnostics);
