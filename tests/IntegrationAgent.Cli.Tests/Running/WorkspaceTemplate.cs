namespace IntegrationAgent.Cli.Tests.Running;

/// <summary>A workspace with both drivers, made once by the commands and copied for each test: installing a driver is tested once, not forty times.</summary>
internal static class WorkspaceTemplate
{
    private static readonly Lazy<Task<TemporaryFolder>> Made = new(MakeAsync);

    /// <summary>Copies it, with the rights of every file and folder.</summary>
    public static async Task CopyAsync(string target) => Copy((await Made.Value).Path, target);

    private static async Task<TemporaryFolder> MakeAsync()
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        (await Intagent.RunAsync(folder.Path, ["init", "--single-user"])).Expect(0);
        (await Intagent.RunAsync(folder.Path, ["driver", "add", "salesforce"])).Expect(0);
        (await Intagent.RunAsync(folder.Path, ["driver", "add", "sqlite"])).Expect(0);
        return folder;
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.EnumerateDirectories(from))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
        File.SetUnixFileMode(to, File.GetUnixFileMode(from));
    }
}
