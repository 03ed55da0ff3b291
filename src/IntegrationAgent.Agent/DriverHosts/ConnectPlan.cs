using IntegrationAgent.Driver;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.DriverHosts;

/// <summary>What one connection's process gets to see: its settings with defaults filled in, the hosts and the folders that follow from them.</summary>
internal sealed class ConnectPlan
{
    private readonly DriverConnectionOptions options;
    private readonly Dictionary<string, string> settings = new(StringComparer.Ordinal);
    private readonly SortedSet<string> hosts = new(StringComparer.OrdinalIgnoreCase);
    private readonly SortedSet<string> folders = new(StringComparer.Ordinal);

    private ConnectPlan(DriverConnectionOptions options) => this.options = options;

    public IReadOnlyCollection<string> WritableFolders => folders;

    public IReadOnlyList<string> ReadableFolders =>
        [.. options.Driver.Files.Keys.Append(options.Driver.EntryAssembly).Select(file => Path.GetDirectoryName(file) ?? "/").Distinct(StringComparer.Ordinal)];

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
            plan.hosts.Add(host);
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
                hosts.Add(Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.IdnHost.Length > 0
                    ? address.IdnHost
                    : throw DriverErrors.BadSetting(options, setting.Name, "an http or https address"));
                break;
            case SettingKind.Host:
                hosts.Add(Uri.TryCreate("tcp://" + value, UriKind.Absolute, out var host) && host.IdnHost.Length > 0
                    ? host.IdnHost
                    : throw DriverErrors.BadSetting(options, setting.Name, "a host name"));
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
