namespace IntegrationAgent.Driver;

/// <summary>Optional ability: creates objects (tables). A script reaches it only when its approved plan shows the object.</summary>
public interface ISchemaEditor
{
    /// <summary>Creates the object when it is absent. An existing object with the same fields is left alone; one that differs is a <see cref="DriverErrorCode.Conflict"/>.</summary>
    Task<EnsureObjectResponse> EnsureObjectAsync(EnsureObjectRequest request, CancellationToken cancellationToken);
}
