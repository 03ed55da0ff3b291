namespace IntegrationAgent.Driver.Generators.Model;

/// <summary>The operations of one client.</summary>
internal sealed record DispatchModel(ClientModel Client, EquatableArray<OperationModel> Operations);
