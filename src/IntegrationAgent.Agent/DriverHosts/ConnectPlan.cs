using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.DriverHosts;

/// <summary>What one connection's process gets to see: its settings with defaults filled in, the hosts and the folders that follow from them.</summary>
internal sealed class ConnectPlan
{
    /// <summary>A driver that names a host without an address means HTTPS.</summary>
    private const int SecurePort = 443;

    private const string PortSetting = "port";
    private readonly DriverConnectionOptions options;
    private readonly Dictionary<string, string> settings = new(StringComparer.Ordinal);
    private readonly SortedSet<string> hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedSet<string> folders = new(StringComparer.Ordinal);
    private readonly SortedSet<int> ports = [];
    private bool anyPort;

    private ConnectPlan(DriverConnectionOptions options) => this.options = options;

    public IReadOnlyCollection<string> WritableFolders => folders;

    public IReadOnlyList<string> ReadableFolders =>
        [.. options.Driver.Files.Keys.Append(options.Driver.EntryAssembly).Select(file => Path.GetDirectoryName(file) ?? "/").Distinct(StringComparer.Ordinal)];

    /// <summary>The ports that its process may connect to; empty for any, where a host is named without one.</summary>
    public IReadOnlyList<int> Ports => anyPort ? [] : [.. ports];

    public ConnectBody Body => new()
    {
        Connection = options.Connection.Name,
        EntryAssembly = options.Driver.EntryAssembly,
        DriverType = options.Driver.DriverType,
        Files = options.Driver.Files,
        Settings = settings,
        Hosts = [.. hosts],
        Seed = options.Seed,
    };

    public static ConnectPlan Of(DriverConnectionOptions options)
    {
        var plan = new ConnectPlan(options);
        foreach (var (name, value) in options.Connection.Settings)
            plan.settings[name] = value;
        foreach (var host in options.Driver.Egress)
        {
            plan.hosts.Add(host);
            plan.ports.Add(SecurePort);
        }

        foreach (var setting in options.Driver.Settings)
            plan.Add(setting);
        return plan;
    }

    private void Add(HostedSetting setting)
    {
        if (!settings.TryGetValue(setting.Name, out var value) || value.Length == 0)
        {
            if (setting.Default is null)
            {
                if (setting.Required)
                    throw DriverErrors.MissingSetting(options, setting.Name);
                return;
            }

            settings[setting.Name] = value = setting.Default;
        }

        switch (setting.Kind)
        {
            case SettingKind.Url:
                if (!Uri.TryCreate(value, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https") || address.IdnHost.Length == 0)
                    throw DriverErrors.BadSetting(options, setting.Name, "an http or https address");
                hosts.Add(address.IdnHost);
                ports.Add(address.Port);
                break;
            case SettingKind.Host:
                if (!Uri.TryCreate("tcp://" + value, UriKind.Absolute, out var host) || host.IdnHost.Length == 0)
                    throw DriverErrors.BadSetting(options, setting.Name, "a host name");
                hosts.Add(host.IdnHost);
                AddPort(host.Port);
                break;
            case SettingKind.File:
                AddFile(setting.Name, value);
                break;
            case SettingKind.Integer when !long.TryParse(value, out _):
                throw DriverErrors.BadSetting(options, setting.Name, "a whole number");
            case SettingKind.Boolean when value is not ("true" or "false"):
                throw DriverErrors.BadSetting(options, setting.Name, "true or false");
        }
    }

    /// <summary>The port of a host: its own, else that of the setting <c>port</c>; a host that has neither may be reached at any.</summary>
    private void AddPort(int port)
    {
        if (port <= 0 && options.Driver.Settings.FirstOrDefault(setting => setting is { Name: PortSetting, Kind: SettingKind.Integer }) is { } declared)
        {
            var text = options.Connection.Settings.GetValueOrDefault(PortSetting) is { Length: > 0 } given ? given : declared.Default;
            if (text is not null && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is < 1 or > 65_535))
                throw DriverErrors.BadSetting(options, PortSetting, "a port from 1 to 65535");
        }

        if (port > 0)
            ports.Add(port);
        else
            anyPort = true;
    }

    /// <summary>The file's folder becomes the driver's own: it must not be one that holds the workspace, a home or the whole machine.</summary>
    private void AddFile(string name, string value)
    {
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.BaseFolder));
        var path = Path.GetFullPath(value, root);
        var folder = Path.GetDirectoryName(path);
        if (folder is null || Path.EndsInDirectorySeparator(value))
            throw DriverErrors.BadSetting(options, name, "a file's path");
        if (Contains(folder, root) || Contains(folder, Home()) || Contains(Path.Combine(root, ".intagent"), folder) || Contains(Path.Combine(root, "integrations"), folder)
            || Contains(folder, AppContext.BaseDirectory) || ReadableFolders.Any(own => Contains(folder, own)))
        {
            throw DriverErrors.OpenFolder(options, name, folder);
        }

        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw DriverErrors.BadSetting(options, name, "in a folder that can be made");
        }

        settings[name] = path;
        folders.Add(folder);
    }

    private static string Home() => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) is { Length: > 1 } home ? home : "/root";

    private static bool Contains(string folder, string other) =>
        other == folder || other.StartsWith(Path.EndsInDirectorySeparator(folder) ? folder : folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
