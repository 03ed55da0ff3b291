using IntegrationAgent.Agent.Authoring.Dialog;

namespace IntegrationAgent.Agent.Authoring;

/// <summary>Makes a sheet and a script of a request. It approves nothing and runs nothing.</summary>
public interface IAuthor
{
    /// <summary>Asks what is open and writes the script. Nothing is saved.</summary>
    /// <exception cref="AgentException"><c>E-AUT-…</c>, and what a connection can throw.</exception>
    Task<AuthoringResult> AuthorAsync(AuthoringRequest request, IDialog dialog, CancellationToken cancellationToken);
}
