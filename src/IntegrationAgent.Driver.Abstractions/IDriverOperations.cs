using System.Text.Json;

namespace IntegrationAgent.Driver;

/// <summary>The dispatch of a driver's own operations. The generator implements it on a partial client class for every method marked <see cref="DriverOperationAttribute"/>.</summary>
public interface IDriverOperations
{
    /// <summary>Runs the operation of that name with its arguments as one JSON object, and returns its result as JSON.</summary>
    /// <exception cref="DriverException"><see cref="DriverErrorCode.Unsupported"/> for an unknown name, <see cref="DriverErrorCode.InvalidValue"/> for arguments that do not fit.</exception>
    Task<JsonElement> InvokeOperationAsync(string operation, JsonElement arguments, CancellationToken cancellationToken);
}
