namespace IntegrationAgent.Driver.Generators.Model;

/// <summary>A property of an object, or a parameter of an operation.</summary>
/// <param name="JsonName">Its name in JSON.</param>
/// <param name="Name">Its name in C#.</param>
/// <param name="Type">Its type.</param>
/// <param name="Setter">How a value gets in.</param>
/// <param name="IsRequired">True when the arguments must have it.</param>
/// <param name="MustInitialize">True when C# demands it in an initializer.</param>
/// <param name="KeepsDefault">True when an absent one keeps the value that its class gives it.</param>
/// <param name="DefaultExpression">What C# takes for an absent parameter; null where that is the type's default.</param>
/// <param name="DefaultJson">The same in JSON; null where unknown.</param>
/// <param name="Description">Its documentation.</param>
internal sealed record JsonPropertyModel(
    string JsonName,
    string Name,
    JsonTypeModel Type,
    PropertySetter Setter,
    bool IsRequired,
    bool MustInitialize,
    bool KeepsDefault,
    string? DefaultExpression,
    string? DefaultJson,
    string Description);
