using IntegrationAgent.Agent.Authoring;
using IntegrationAgent.Agent.Authoring.Dialog;
using IntegrationAgent.Cli.App;

namespace IntegrationAgent.Cli.Commands;

/// <summary>Has an integration authored and saved.</summary>
internal static class Authors
{
    public static async Task<AuthoringResult> AskAsync(CommandSession session, AuthoringRequest request, IDialog dialog, CancellationToken cancellationToken)
    {
        var host = await session.HostAsync(cancellationToken).ConfigureAwait(false);
        var service = await session.ServiceAsync(cancellationToken).ConfigureAwait(false);
        return await new AuthoringService(host, service).AskAsync(request, dialog, cancellationToken).ConfigureAwait(false);
    }
}
