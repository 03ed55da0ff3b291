using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using IntegrationAgent.Cli.Tests.Running;

namespace IntegrationAgent.Cli.Tests.Commands;

/// <summary>The simulator as a program: HTTPS, and records that outlive it.</summary>
public sealed partial class SimulateTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Simulator_serves_https_with_the_certificate_that_it_wrote()
    {
        using var folder = new TemporaryFolder();
        using var process = Intagent.Start(folder.Path, ["simulate", "salesforce", "--leads", "5", "--https", "trust.pem"]);
        try
        {
            var address = await AddressAsync(process);
            using var handler = new SocketsHttpHandler();
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(Path.Combine(folder.Path, "trust.pem"), Token)));
            using var client = new HttpClient(handler);

            var versions = await client.GetStringAsync(new Uri(address + "/services/data"), Token);

            Assert.StartsWith("https://", address, StringComparison.Ordinal);
            Assert.Contains("version", versions, StringComparison.Ordinal);
        }
        finally
        {
            await StopAsync(process);
        }
    }

    [Fact]
    public async Task Records_are_kept_in_the_file_that_store_names()
    {
        using var folder = new TemporaryFolder();
        var first = await IdsAsync(folder.Path, "--leads", "7", "--seed", "3", "--store", "org.db");

        var second = await IdsAsync(folder.Path, "--leads", "50", "--store", "org.db");

        Assert.Equal(7, first);
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task File_that_is_no_store_is_refused()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "notes.txt"), new string('n', 4096), Token);

        var answer = await Intagent.RunAsync(folder.Path, ["simulate", "salesforce", "--store", "notes.txt"]);

        answer.ExpectError(2, "E-SIM-STORE");
    }

    [Fact]
    public async Task Certificate_that_cannot_be_written_is_said()
    {
        using var folder = new TemporaryFolder();

        var answer = await Intagent.RunAsync(folder.Path, ["simulate", "salesforce", "--leads", "1", "--https", "no/such/folder/trust.pem"]);

        answer.ExpectError(2, "E-SIM-HTTPS");
    }

    private static async Task<int> IdsAsync(string folder, params string[] arguments)
    {
        using var process = Intagent.Start(folder, ["simulate", "salesforce", "--control", .. arguments]);
        try
        {
            var address = await AddressAsync(process);
            using var client = new HttpClient();
            using var credentials = System.Text.Json.JsonDocument.Parse(await client.GetStringAsync(new Uri(address + "/__control/credentials"), Token));
            client.DefaultRequestHeaders.Authorization = new("Bearer", credentials.RootElement.GetProperty("accessToken").GetString());
            using var count = System.Text.Json.JsonDocument.Parse(await client.GetStringAsync(new Uri(address + "/services/data/v62.0/query?q=SELECT+COUNT()+FROM+Lead"), Token));
            return count.RootElement.GetProperty("totalSize").GetInt32();
        }
        finally
        {
            await StopAsync(process);
        }
    }

    private static async Task<string> AddressAsync(Process process)
    {
        var line = await process.StandardOutput.ReadLineAsync(Token);
        return Address().Match(line ?? "") is { Success: true } found ? found.Value : throw new InvalidOperationException($"The simulator said '{line}'.");
    }

    private static async Task StopAsync(Process process)
    {
        process.Kill();
        await process.WaitForExitAsync(Token);
    }

    [GeneratedRegex(@"https?://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
