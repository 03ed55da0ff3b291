namespace IntegrationAgent.Agent.Validation;

/// <summary>How a script names a field.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Object">The object.</param>
/// <param name="IsTarget">True in the class that is written; false in the one that is read.</param>
/// <param name="ClassName">The class, for example <c>Lead</c>.</param>
/// <param name="Field">The field or path, for example <c>Campaign.Name</c>.</param>
/// <param name="Property">The property, for example <c>CampaignName</c>.</param>
/// <param name="ClrType">The property's type.</param>
public sealed record BindingName(string Connection, string Object, bool IsTarget, string ClassName, string Field, string Property, string ClrType);
