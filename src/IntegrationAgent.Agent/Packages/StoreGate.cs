namespace IntegrationAgent.Agent.Packages;

/// <summary>One writer of a store at a time, across processes; the operating system lets go when a process dies.</summary>
internal static class StoreGate
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<IDisposable> EnterAsync(string store, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(store);
        var path = Path.Combine(store, ".lock");
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
