using IntegrationAgent.Driver;

namespace IntegrationAgent.Scripting.Standalone;

/// <summary>Opens the connections of a workspace with the drivers that the script references.</summary>
internal sealed class StandaloneConnections(StandaloneWorkspace workspace, IReadOnlyList<LoadedDriver> drivers, TimeProvider timeProvider)
{
    public async Task<IDriverClient> OpenAsync(string connection, CancellationToken cancellationToken)
    {
        var id = workspace.DriverOf(connection);
        var driver = drivers.FirstOrDefault(one => one.Id == id) ?? throw new ScriptException(
            "E-SCR-DRIVER",
            $"The connection '{connection}' needs the driver '{id}', and the script does not reference its package.",
            $"Add a line #:package for it; referenced are: {(drivers.Count == 0 ? "none" : string.Join(", ", drivers.Select(one => one.Id)))}.");
        var settings = workspace.SettingsOf(connection, driver.SettingNames);
        driver.ResolveFiles(settings, workspace.Root);
        var credentials = new StandaloneCredentials(workspace, connection);
        var context = new DriverContext { Credentials = credentials, Tokens = credentials, TimeProvider = timeProvider };
        return await driver.Create().ConnectAsync(new ConnectionSettings(settings), context, cancellationToken).ConfigureAwait(false);
    }
}
