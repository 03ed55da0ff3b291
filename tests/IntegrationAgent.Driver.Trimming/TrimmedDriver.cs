namespace IntegrationAgent.Driver.Trimming;

/// <summary>Has operations of every kind, so that the generator emits all that it can.</summary>
[Driver("trimmed", Client = typeof(TrimmedClient))]
public sealed class TrimmedDriver : IDriver
{
    /// <inheritdoc />
    public ValueTask<IDriverClient> ConnectAsync(ConnectionSettings settings, DriverContext context, CancellationToken cancellationToken) => new(new TrimmedClient());
}
