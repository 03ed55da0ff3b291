using System.Text.RegularExpressions;

namespace IntegrationAgent.Agent.Workspaces;

/// <summary>Where an integration keeps what. All absolute.</summary>
public sealed partial class IntegrationPaths
{
    /// <summary>The paths of an integration in a workspace; nothing is read.</summary>
    /// <exception cref="AgentException"><c>E-WSP-INTEGRATION-NAME</c>: the name could lead elsewhere.</exception>
    public IntegrationPaths(WorkspacePaths workspace, string name)
    {
        ArgumentNullException.ThrowIfNull(workspace);
        ArgumentNullException.ThrowIfNull(name);
        if (!NamePattern().IsMatch(name))
        {
            throw new AgentException(
                "E-WSP-INTEGRATION-NAME",
                "An integration's name is lower-case letters, digits and -, begins with a letter, and has at most 64 characters.",
                "Choose a name such as lead-sync.",
                ExitCode.Usage);
        }

        Name = name;
        Root = Path.Combine(workspace.Integrations, name);
    }

    /// <summary>The integration's name.</summary>
    public string Name { get; }

    /// <summary>The integration's folder.</summary>
    public string Root { get; }

    /// <summary>The script.</summary>
    public string Script => Path.Combine(Root, "script.cs");

    /// <summary>The requirements sheet.</summary>
    public string Requirements => Path.Combine(Root, "requirements.json");

    /// <summary>The plan of the last dry run.</summary>
    public string Plan => Path.Combine(Root, "plan.json");

    /// <summary>Every version of the script, by hash.</summary>
    public string Versions => Path.Combine(Root, "versions");

    [GeneratedRegex("^[a-z][a-z0-9-]{0,63}$")]
    private static partial Regex NamePattern();
}
