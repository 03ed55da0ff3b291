using IntegrationAgent.Driver.Generators.Model;
using Microsoft.CodeAnalysis;

namespace IntegrationAgent.Driver.Generators.Diagnostics;

/// <summary>A diagnostic as a value: the rule by its id, where, and the words.</summary>
internal sealed record DiagnosticInfo(string Id, LocationInfo? Location, EquatableArray<string> Arguments)
{
    public static DiagnosticInfo Create(DiagnosticDescriptor descriptor, LocationInfo? location, params string[] arguments) =>
        new(descriptor.Id, location, arguments.ToEquatableArray());

    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        GeneratorDiagnostics.ById(Id),
        Location?.ToLocation(),
        [.. Arguments.Select(argument => (object)argument)]);
}
