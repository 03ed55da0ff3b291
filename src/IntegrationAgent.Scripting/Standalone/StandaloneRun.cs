using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Scripting.Flows;

namespace IntegrationAgent.Scripting.Standalone;

/// <summary>One run of a script that was started by itself.</summary>
internal sealed class StandaloneRun(StandaloneWorkspace workspace, string folder, IReadOnlyList<LoadedDriver> drivers, TextWriter output, TimeProvider timeProvider)
{
    private const int Ok = 0, Failed = 1, Usage = 2, ConnectionFailed = 3, Incomplete = 6;

    /// <summary>Finds everything from where the script stands.</summary>
    public static StandaloneRun Here()
    {
        // A file-based program knows the folder of its file; otherwise it is the working directory.
        var folder = AppContext.GetData("EntryPointFileDirectoryPath") as string ?? Environment.CurrentDirectory;
        return new StandaloneRun(
            StandaloneWorkspace.Find(folder, Environment.GetEnvironmentVariable), folder, LoadedDriver.All(AppContext.BaseDirectory), Console.Out, TimeProvider.System);
    }

    public async Task<int> RunAsync(string[] args, Func<Job, CancellationToken, Task> script)
    {
        using var stop = new CancellationTokenSource();
        ConsoleCancelEventHandler onCancel = (_, cancel) =>
        {
            cancel.Cancel = true;
            stop.Cancel();
        };
        Console.CancelKeyPress += onCancel;
        try
        {
            return await RunAsync(StandaloneOptions.Parse(args), script, stop.Token).ConfigureAwait(false);
        }
        catch (ScriptException exception)
        {
            return await FailAsync(exception.Code, exception.Message, exception.NextAction, Usage).ConfigureAwait(false);
        }
        catch (DriverException exception)
        {
            var code = exception.Code == DriverErrorCode.AuthenticationFailed || exception.Code == DriverErrorCode.ConnectionFailed || exception.Code == DriverErrorCode.PermissionDenied ? ConnectionFailed : Incomplete;
            return await FailAsync(exception.Code.Value, exception.Message, "", code).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return await FailAsync("E-SCR-STOPPED", "The script was stopped.", "Start it again; it begins after its last complete run.", Incomplete).ConfigureAwait(false);
        }
        finally
        {
            Console.CancelKeyPress -= onCancel;
        }
    }

    private async Task<int> RunAsync(StandaloneOptions options, Func<Job, CancellationToken, Task> script, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync("This run is neither approved nor audited: the agent has no part in it.").ConfigureAwait(false);
        var checkpoint = new LocalCheckpoint(CheckpointPath());
        if (!options.Full)
            checkpoint.Read();
        var backend = new StandaloneBackend(new StandaloneConnections(workspace, drivers, timeProvider).OpenAsync, options, checkpoint, output, timeProvider);
        await using var closing = backend.ConfigureAwait(false);
        await script(new Job(new ScriptContext(backend)), cancellationToken).ConfigureAwait(false);
        var complete = true;
        foreach (var write in backend.Writes)
        {
            complete &= write is { Quarantined: 0, InDoubt: 0 };
            await output.WriteLineAsync(Describe(write, options.Apply)).ConfigureAwait(false);
        }

        if (!options.Apply)
        {
            await output.WriteLineAsync("Nothing was written. Start the script with --apply to write.").ConfigureAwait(false);
            return Ok;
        }

        if (complete)
            checkpoint.Save();
        return complete ? Ok : Incomplete;
    }

    /// <summary>Kept with the workspace where there is one, so that it stays out of version control.</summary>
    private string CheckpointPath() => workspace.IsWorkspace
        ? Path.Combine(workspace.Root, ".intagent", "standalone", Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)) + ".json")
        : Path.Combine(folder, ".checkpoint.json");

    private static string Describe(StandaloneWrite write, bool applied)
    {
        var counts = string.Create(
            CultureInfo.InvariantCulture,
            $"{write.Target}: {(applied ? "" : "would be ")}{write.Created} created, {write.Updated} updated, {write.Unchanged} unchanged, {write.Deleted} deleted, {write.Quarantined} refused");
        if (write.InDoubt > 0)
            counts += string.Create(CultureInfo.InvariantCulture, $", {write.InDoubt} in doubt");
        if (write.DeletedAtSource > 0)
            counts += string.Create(CultureInfo.InvariantCulture, $"; {write.DeletedAtSource} are deleted at the source");
        return write.Reasons.Count == 0 ? counts : $"{counts} ({string.Join(", ", write.Reasons.Select(pair => $"{pair.Key}: {pair.Value}"))})";
    }

    private static async Task<int> FailAsync(string code, string message, string nextAction, int exitCode)
    {
        await Console.Error.WriteLineAsync($"{code} {message} {nextAction}".TrimEnd()).ConfigureAwait(false);
        return exitCode == Usage ? Usage : Math.Max(exitCode, Failed);
    }
}
