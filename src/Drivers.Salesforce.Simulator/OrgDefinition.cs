using System.Text.Json;

namespace IntegrationAgent.Drivers.Salesforce.Simulator;

/// <summary>What one org adds to, renames in, or removes from the standard schema, and how its data is seeded. Read from the JSON that <c>samples/orgs/README.md</c> describes.</summary>
public sealed class OrgDefinition
{
    /// <summary>One sentence for people; not used.</summary>
    public string? Description { get; set; }

    /// <summary>The organization's name.</summary>
    /// <value>The default is <c>Northwind Pumps</c>.</value>
    public string Name { get; set; } = "Northwind Pumps";

    /// <summary>The object that <see cref="SalesforceSimulator.UpdateLeads"/> changes.</summary>
    /// <value>The default is <c>Lead</c>.</value>
    public string SourceObject { get; set; } = "Lead";

    /// <summary>Changes to standard objects, and new custom objects.</summary>
    public IReadOnlyList<OrgObject> Objects { get; set; } = [];

    /// <summary>Reads a definition from JSON.</summary>
    /// <param name="json">The text; comments and trailing commas are allowed.</param>
    /// <exception cref="InvalidDataException">The text is not a valid definition; the message names the place.</exception>
    public static OrgDefinition Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonSerializer.Deserialize(json, OrgJson.Default.OrgDefinition)
                ?? throw new InvalidDataException("The org definition is empty. Write a JSON object with an \"objects\" array.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"The org definition is not valid at {exception.Path ?? "$"}, line {exception.LineNumber + 1}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a definition from a file.</summary>
    /// <param name="path">The file's path.</param>
    /// <exception cref="InvalidDataException">The file does not hold a valid definition.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static OrgDefinition Load(string path) => Parse(File.ReadAllText(path));
}
