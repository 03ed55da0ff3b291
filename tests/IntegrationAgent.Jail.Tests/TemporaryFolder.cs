namespace IntegrationAgent.Jail.Tests;

internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("jail-tests-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
