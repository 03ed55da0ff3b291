namespace IntegrationAgent.Agent.Packages;

/// <summary>One writer of a store at a time, across processes; the operating system lets go when a process dies.</summary>
internal static class StoreGate
{
    /// <summary>Two minutes: longer than an installation over a slow network.</summary>
    private const int MostTries = 2400;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<IDisposable> EnterAsync(string store, CancellationToken cancellationToken)
    {
        var path = Path.Combine(store, ".lock");
        for (var tries = 1; ; tries++)
        {
            try
            {
                Directory.CreateDirectory(store);
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (UnauthorizedAccessException e)
            {
                throw PackageErrors.Store(store, e.Message, e);
            }
            catch (IOException e)
            {
                if (tries == MostTries)
                    throw PackageErrors.Store(store, "another process keeps it.", e);
                if (!File.Exists(path))
                    throw PackageErrors.Store(store, e.Message, e);
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
