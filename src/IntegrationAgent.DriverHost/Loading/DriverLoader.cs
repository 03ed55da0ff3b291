using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.DriverHost.Loading;

/// <summary>Makes the driver.</summary>
internal sealed class DriverLoader(ConnectBody body)
{
    private readonly DriverLoadContext context = new(new VerifiedFiles(body.Files));

    /// <summary>A file that was not what it should be; null while all were.</summary>
    public WireFaultException? Violation => context.Violation;

    public IDriver Create()
    {
        try
        {
            var type = context.LoadFile(Path.GetFileName(body.EntryAssembly)).GetType(body.DriverType, throwOnError: false)
                ?? throw HostFaults.Load("its class is not in its assembly.");
            return Activator.CreateInstance(type) as IDriver ?? throw HostFaults.Load("its class is no driver.");
        }
        catch (Exception exception) when (exception is not WireFaultException)
        {
            throw Violation ?? HostFaults.Load($"{(exception.InnerException ?? exception).GetType().Name}.");
        }
    }
}
