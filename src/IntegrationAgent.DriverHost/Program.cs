using System.Runtime.ExceptionServices;
using IntegrationAgent.DriverHost;
using IntegrationAgent.Jail;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

const int Fault = 70;

// Before anything else: what follows runs inside the jail or not at all.
var jail = SelfJail.Enter(args);
var (input, output) = HostStreams.Take();

// A driver's own thread that breaks ends the host: with a type's name, never a stack trace or a message.
ExceptionHandling.SetUnhandledExceptionHandler(static exception =>
{
    Console.Error.WriteLine($"E-HOST-FAULT An unexpected {exception.GetType().Name} ended the driver host.");
    Environment.Exit(Fault);
    return true;
});

var session = new DriverSession();
var connection = new WireConnection(input, output, isParent: false, session);
session.Attach(connection);
connection.Start();
try
{
    var ready = new ReadyBody { WireVersion = WireVersion.Current, Isolation = jail.Level.ToString(), ProcessId = Environment.ProcessId };
    await connection.CallAsync(DriverMethods.Ready, ready, WireJson.Default.ReadyBody, WireJson.Default.Nothing, CancellationToken.None).ConfigureAwait(false);
    await connection.Completion.ConfigureAwait(false);
}
catch (WireException)
{
    // The agent is gone, or ended before it was told; either way there is nobody left to answer.
}
catch (WireFaultException)
{
    // The agent does not want this host.
}

await session.DisposeAsync().ConfigureAwait(false);
await connection.DisposeAsync().ConfigureAwait(false);

// Threads that the driver left behind do not keep the process.
Environment.Exit(0);
