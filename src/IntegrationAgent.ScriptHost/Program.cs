using IntegrationAgent.Jail;
using IntegrationAgent.ScriptHost;
using IntegrationAgent.Wire;

// Nothing is loaded before the jail holds and the protocol has left standard input and output.
var jail = SelfJail.Enter(args);
var (input, output) = HostStreams.Take();
return ScriptHostProcess.Run(input, output, jail);
