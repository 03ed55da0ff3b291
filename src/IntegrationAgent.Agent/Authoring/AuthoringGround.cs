using System.Globalization;
using System.Reflection;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.Discovery;
using IntegrationAgent.Agent.Hosting;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Requirements;
using IntegrationAgent.Agent.Validation;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Authoring;

/// <summary>The ground of an opened workspace.</summary>
public sealed class AuthoringGround(AgentHost host, IntegrationService service) : IAuthoringGround
{
    /// <inheritdoc />
    public string ScriptingVersion
    {
        get
        {
            // The scripting package is released with ours: a driver of ours that is installed names the version that the feed has.
            var own = host.Drivers.List().FirstOrDefault(driver => driver.PackageId.StartsWith("IntegrationAgent.Drivers.", StringComparison.Ordinal));
            return own?.Version
                ?? typeof(Scripting.Integration).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
                ?? "1.0.0";
        }
    }

    /// <inheritdoc />
    public IReadOnlyList<SystemDescription> Systems()
    {
        var drivers = host.Drivers.List();
        return
        [
            .. from connection in host.Connections.List()
               let driver = drivers.FirstOrDefault(driver => driver.DriverId == connection.DriverId)
               where driver is not null
               select new SystemDescription(connection.Name, driver.Manifest, driver.PackageId, driver.Version, connection.Settings),
        ];
    }

    /// <inheritdoc />
    public InstalledDriver? DriverOf(string connection) =>
        host.Connections.Find(connection) is { } definition ? host.Drivers.List().FirstOrDefault(driver => driver.DriverId == definition.DriverId) : null;

    /// <inheritdoc />
    public Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(string connection, CancellationToken cancellationToken) =>
        service.Discovery.ListObjectsAsync(connection, null, refresh: false, cancellationToken);

    /// <inheritdoc />
    public Task<ObjectSchema> GetFieldsAsync(string connection, string objectName, CancellationToken cancellationToken) =>
        service.Discovery.GetFieldsAsync(connection, objectName, refresh: false, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(string connection, string objectName, CancellationToken cancellationToken) =>
        service.Discovery.GetRelationshipsAsync(connection, objectName, refresh: false, cancellationToken);

    /// <inheritdoc />
    public async Task<ObjectProfile> ProfileAsync(string connection, string objectName, IReadOnlyList<string> fields, CancellationToken cancellationToken)
    {
        var profile = await service.Discovery.ProfileAsync(connection, objectName, fields, null, cancellationToken).ConfigureAwait(false);
        await host.Store.Audit.AppendAsync(
            new AuditEvent
            {
                Type = AuditEventTypes.DiscoveryCall,
                Actor = "agent",
                Subject = connection,
                Data = new Dictionary<string, string> { ["method"] = "profile", ["object"] = objectName, ["fields"] = string.Join(',', fields), ["ok"] = "true" },
            },
            cancellationToken).ConfigureAwait(false);
        return profile;
    }

    /// <inheritdoc />
    public Task<DiscoveryEnvelope> AskAsync(string method, string connection, string? objectName, IReadOnlyList<string>? fields, CancellationToken cancellationToken) =>
        service.Discovery.AskAsync(method, connection, objectName, fields, cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<ConnectionSchema>> SchemasAsync(RequirementsSheet sheet, CancellationToken cancellationToken) => service.SchemasAsync(sheet, cancellationToken);

    /// <inheritdoc />
    public Task<string> WithBindingsAsync(string source, RequirementsSheet sheet, CancellationToken cancellationToken) => service.WithBindingsAsync(source, sheet, cancellationToken);

    /// <inheritdoc />
    public Task<ValidationReport> CheckAsync(string source, RequirementsSheet sheet, CancellationToken cancellationToken) => service.CheckAsync(source, sheet, cancellationToken);

    /// <inheritdoc />
    public async Task<string> DryRunAsync(string source, RequirementsSheet sheet, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sheet);
        await new AuthoringService(host, service).SaveAsync(new AuthoringResult { Sheet = sheet, Script = source }, cancellationToken).ConfigureAwait(false);
        var plan = await service.DryRunAsync(sheet.Integration, seed: 1, now: null, cancellationToken).ConfigureAwait(false);
        return string.Create(CultureInfo.InvariantCulture, $"read {plan.RecordsRead}, would create {plan.Creates}, update {plan.Updates}, delete {plan.Deletes.Records}");
    }
}
