using System.Text;
using System.Text.Json;
using IntegrationAgent.Agent.Workspaces;

namespace IntegrationAgent.Agent.Requirements;

/// <summary>A sheet as <c>requirements.json</c> of its integration.</summary>
public static class RequirementsFile
{
    /// <summary>Reads the sheet of an integration.</summary>
    /// <exception cref="AgentException"><c>E-REQ-MISSING</c>, <c>E-REQ-INVALID</c>.</exception>
    public static RequirementsSheet Read(Integration integration)
    {
        ArgumentNullException.ThrowIfNull(integration);
        if (!File.Exists(integration.Paths.Requirements))
        {
            throw new AgentException(
                "E-REQ-MISSING",
                $"The integration '{integration.Name}' has no requirements.json.",
                "Run: intagent ask \"…\"",
                ExitCode.Usage);
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(integration.Paths.Requirements), RequirementsJson.Default.RequirementsSheet) ?? throw new JsonException("It is null.");
        }
        catch (JsonException exception)
        {
            throw new AgentException(
                "E-REQ-INVALID",
                $"{integration.Paths.Requirements} cannot be understood at {exception.Path ?? "its start"}.",
                "Correct that place, or run intagent ask again.",
                ExitCode.Usage,
                exception);
        }
    }

    /// <summary>Writes the sheet of an integration.</summary>
    public static void Write(Integration integration, RequirementsSheet sheet)
    {
        ArgumentNullException.ThrowIfNull(integration);
        Directory.CreateDirectory(integration.Paths.Root);
        AtomicFile.Write(integration.Paths.Requirements, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(sheet, RequirementsJson.Default.RequirementsSheet) + "\n"));
    }
}
