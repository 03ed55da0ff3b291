namespace IntegrationAgent.Driver.Generators.Model;

/// <summary>The operations of an assembly, ordered by client and name.</summary>
internal sealed record OperationSet(EquatableArray<OperationModel> Operations)
{
    public EquatableArray<OperationModel> Of(string clientType) =>
        Operations.Where(operation => operation.Client.MetadataName == clientType).ToEquatableArray();

    public IEnumerable<DispatchModel> ByClient() =>
        from operation in Operations
        where !operation.Client.HasOwnDispatch
        group operation by operation.Client into client
        select new DispatchModel(client.Key, client.ToEquatableArray());
}
