using System.Diagnostics;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.State;
using Microsoft.Data.Sqlite;

namespace IntegrationAgent.Agent.Tests.Hosting;

/// <summary>The same script by itself, as <c>dotnet run script.cs</c> with the packages of the built feed, beside an approved run of it in the sandbox.</summary>
public class StandaloneScriptTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Script_by_itself_writes_the_same_rows_with_the_same_outcomes_and_only_with_apply()
    {
        await using var sync = await LeadSync.StartAsync();
        // Everything, so that no lead leaves the last thirty days between the two runs.
        var feed = LocalFeed.Open(Path.Combine(IntegrationAgent.Testing.RepositoryRoot.Path, "artifacts", "feed"));
        await sync.WriteScriptAsync(LeadSync.Body
            .Replace("@1.0.0", "@" + feed.Version, StringComparison.Ordinal)
            .Replace(".Where(lead => lead.CreatedDate >= job.Now.AddDays(-30))", "", StringComparison.Ordinal));
        WriteFeedConfiguration(sync.Folder, feed);
        var alone = Path.Combine(sync.Folder, "data", "alone.db");

        var (code, foretold) = await RunAsync(sync, "data/alone.db");
        Assert.True(code == 0, foretold);
        Assert.Contains("Nothing was written.", foretold, StringComparison.Ordinal);
        Assert.False(HasTable(alone));

        await sync.ApproveAsync();
        var approved = await sync.RunAsync();
        Assert.Equal(RunState.Succeeded, approved.State);
        (code, var applied) = await RunAsync(sync, "data/alone.db", "--apply");
        Assert.True(code == 0, applied);

        var outcomes = $"{approved.Counts.Created} created, {approved.Counts.Updated} updated, {approved.Counts.Unchanged} unchanged, {approved.Counts.Deleted} deleted, {approved.Counts.Quarantined} refused";
        Assert.Contains($"warehouse.leads: {outcomes}", applied, StringComparison.Ordinal);
        Assert.Contains($"warehouse.leads: would be {outcomes}", foretold, StringComparison.Ordinal);
        var rows = Rows(alone);
        Assert.Equal(300, rows.Count);
        Assert.Equal(Rows(sync.Database), rows);

        (code, var again) = await RunAsync(sync, "data/alone.db", "--apply", "--full");
        Assert.True(code == 0, again);
        Assert.Contains("warehouse.leads: 0 created, 0 updated, 300 unchanged, 0 deleted, 0 refused", again, StringComparison.Ordinal);
        (code, var onwards) = await RunAsync(sync, "data/alone.db", "--apply");
        Assert.True(code == 0, onwards);
        Assert.Contains("warehouse.leads: 0 created, 0 updated,", onwards, StringComparison.Ordinal);
        Assert.Equal(rows, Rows(alone));
    }

    /// <summary>The feed of this build and nothing else, unpacked into the test's own folder.</summary>
    private static void WriteFeedConfiguration(string folder, LocalFeed feed) => File.WriteAllText(
        Path.Combine(folder, "nuget.config"),
        $"""
        <configuration>
          <config><add key="globalPackagesFolder" value="packages" /></config>
          <packageSources><clear /><add key="built" value="{feed.Folder}" /></packageSources>
          <packageSourceMapping><clear /></packageSourceMapping>
        </configuration>
        """);

    private static async Task<(int ExitCode, string Output)> RunAsync(LeadSync sync, string target, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = Path.GetDirectoryName(sync.Script)!, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        foreach (var argument in (string[])["run", "script.cs", "--", .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment["INTAGENT_WAREHOUSE_PATH"] = target;
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        // What a test runner or a build tells its children is not for this one.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || name.StartsWith("TESTINGPLATFORM", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var error = process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, await output + await error);
    }

    private static bool HasTable(string path)
    {
        if (!File.Exists(path))
            return false;
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from sqlite_master";
        return (long)command.ExecuteScalar()! > 0;
    }

    private static List<string> Rows(string path)
    {
        using var connection = Open(path);
        using var command = connection.CreateCommand();
        command.CommandText = "select * from leads order by sf_id";
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
            rows.Add(string.Join('\u001f', Enumerable.Range(0, reader.FieldCount).Select(field => $"{reader.GetName(field)}={(reader.IsDBNull(field) ? "null" : reader.GetValue(field))}")));
        return rows;
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        return connection;
    }
}
