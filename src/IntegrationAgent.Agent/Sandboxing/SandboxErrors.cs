namespace IntegrationAgent.Agent.Sandboxing;

internal static class SandboxErrors
{
    public const string Unavailable = "E-SBX-UNAVAILABLE";

    public static AgentException From(string sandbox, SandboxAvailability availability) =>
        New($"The sandbox '{sandbox}' cannot be had here: {availability.Reason}", availability.NextAction ?? "Choose another sandbox.");

    public static AgentException New(string message, string nextAction, Exception? inner = null) =>
        new(Unavailable, message, nextAction, ExitCode.SandboxUnavailable, inner);
}
