using System.Runtime.ExceptionServices;
using IntegrationAgent.DriverHost;
using IntegrationAgent.Jail;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

const int Fault = 70;

// Before anything else: what follows runs inside the jail or not at all. This thread only waits: the state machine of an asynchronous method would be compiled at
// every start.
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
    connection.AnnounceAsync(new ReadyBody { WireVersion = WireVersion.Current, Isolation = jail.LevelName, ProcessId = Environment.ProcessId }).GetAwaiter().GetResult();
    connection.Completion.GetAwaiter().GetResult();
}
catch (WireException)
{
    // The agent is gone, or ended before it was told; either way there is nobody left to answer.
}
catch (WireFaultException)
{
    // The agent does not want this host.
}

session.DisposeAsync().AsTask().GetAwaiter().GetResult();
connection.DisposeAsync().AsTask().GetAwaiter().GetResult();

// Threads that the driver left behind do not keep the process.
Environment.Exit(0);
