using IntegrationAgent.Agent;
using IntegrationAgent.Agent.Compatibility;

namespace IntegrationAgent.Compatibility.Tests;

/// <summary>A folder of its own for the packages of a test.</summary>
public abstract class PackageFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("intagent-compat-tests-");

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected string Folder => folder.FullName;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => folder.Delete(recursive: true);

    protected string Subfolder(string name) => folder.CreateSubdirectory(name).FullName;

    protected Task<CompatReport> CompareAsync(string old, string @new, params string[] feeds) =>
        DriverComparer.CompareAsync(new CompatRequest { Old = old, New = @new, BaseFolder = Folder, Feeds = feeds }, Cancel);

    protected async Task<AgentException> RefusedAsync(string code, string old, string @new, params string[] feeds)
    {
        var refusal = await Assert.ThrowsAsync<AgentException>(() => CompareAsync(old, @new, feeds));
        Assert.Equal(code, refusal.Code);
        Assert.NotEqual("", refusal.NextAction);
        Assert.DoesNotContain("\n", refusal.Message, StringComparison.Ordinal);
        return refusal;
    }
}
