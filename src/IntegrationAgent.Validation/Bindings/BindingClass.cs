namespace IntegrationAgent.Agent.Validation.Bindings;

/// <summary>A class that stands for an object.</summary>
internal sealed record BindingClass(string Name, string Connection, string Object, bool IsTarget, IReadOnlyList<BindingField> Fields);
