using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Authoring.Dialog;
using IntegrationAgent.Agent.Authoring.Guided;
using IntegrationAgent.Agent.Authoring.Model;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Requirements;

namespace IntegrationAgent.Agent.Authoring;

/// <summary>From a sentence to a saved integration: the author that the workspace chooses, its dialog, its sheet and its script. Nothing is approved or run.</summary>
public sealed class AuthoringService(AgentHost host, IntegrationService service)
{
    /// <summary>The author that the workspace's configuration chooses.</summary>
    /// <exception cref="AgentException"><c>E-MDL-…</c>: the model that it names cannot be used.</exception>
    public IAuthor Author()
    {
        var ground = new AuthoringGround(host, service);
        var settings = host.Workspace.Configuration.Model;
        return settings.Provider is "" or "guided"
            ? new GuidedAuthor(ground)
            : new ModelAuthor(ChatClientFactory.Create(settings, host.Secrets, host.Options.Scrubber, host.Options.Time), settings, ground, host.Store.Audit, host.Options.Scrubber);
    }

    /// <summary>Asks what is open, writes the script and saves both.</summary>
    /// <exception cref="AgentException"><c>E-AUT-…</c>, <c>E-REQ-…</c>, <c>E-MDL-…</c>, and what a connection can throw.</exception>
    public async Task<AuthoringResult> AskAsync(AuthoringRequest request, IDialog dialog, CancellationToken cancellationToken) =>
        await SaveAsync(await Author().AuthorAsync(request, dialog, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    /// <summary>Saves sheet and script; every version of the script is kept and is an event of the audit.</summary>
    public async Task<AuthoringResult> SaveAsync(AuthoringResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(result);
        var integration = host.Workspace.Integration(result.Sheet.Integration);
        await host.Store.Audit.AppendAsync(
            new AuditEvent
            {
                Type = AuditEventTypes.ScriptVersion,
                Actor = "agent",
                Subject = integration.Name,
                Data = new Dictionary<string, string>
                {
                    ["script"] = Workspaces.Integration.HashOf(result.Script),
                    ["source"] = $"{result.Sheet.Source?.Connection}/{result.Sheet.Source?.Object}",
                    ["target"] = $"{result.Sheet.Target?.Connection}/{result.Sheet.Target?.Object}",
                },
            },
            cancellationToken).ConfigureAwait(false);
        RequirementsFile.Write(integration, result.Sheet);
        return result with { ScriptHash = integration.WriteScript(result.Script) };
    }
}
