using IntegrationAgent.Agent.Discovery;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Authoring;

/// <summary>What an author stands on: the systems as discovery sees them, and the check of a script. It can read and check; it cannot write, approve or run.</summary>
public interface IAuthoringGround
{
    /// <summary>The version of the scripting package that scripts name.</summary>
    string ScriptingVersion { get; }

    /// <summary>The connections, with their drivers.</summary>
    IReadOnlyList<SystemDescription> Systems();

    /// <summary>The driver of a connection, with its documents.</summary>
    InstalledDriver? DriverOf(string connection);

    /// <summary>The objects of a connection.</summary>
    Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(string connection, CancellationToken cancellationToken);

    /// <summary>The fields of an object.</summary>
    Task<ObjectSchema> GetFieldsAsync(string connection, string objectName, CancellationToken cancellationToken);

    /// <summary>The relationships of an object.</summary>
    Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(string connection, string objectName, CancellationToken cancellationToken);

    /// <summary>What the records look like, without values.</summary>
    Task<ObjectProfile> ProfileAsync(string connection, string objectName, IReadOnlyList<string> fields, CancellationToken cancellationToken);

    /// <summary>A question of discovery, as a model asks it.</summary>
    Task<DiscoveryEnvelope> AskAsync(string method, string connection, string? objectName, IReadOnlyList<string>? fields, CancellationToken cancellationToken);

    /// <summary>The schemas that a script for the sheet is written against.</summary>
    Task<IReadOnlyList<ConnectionSchema>> SchemasAsync(RequirementsSheet sheet, CancellationToken cancellationToken);

    /// <summary>The script with its bindings.</summary>
    Task<string> WithBindingsAsync(string source, RequirementsSheet sheet, CancellationToken cancellationToken);

    /// <summary>Checks a script against the sheet; nothing of it runs.</summary>
    Task<ValidationReport> CheckAsync(string source, RequirementsSheet sheet, CancellationToken cancellationToken);

    /// <summary>Saves a draft and makes a dry run of it: real reads, captured writes. Returns a summary without values.</summary>
    Task<string> DryRunAsync(string source, RequirementsSheet sheet, CancellationToken cancellationToken);
}
