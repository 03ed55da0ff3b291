using Microsoft.Data.Sqlite;

namespace IntegrationAgent.Agent.Tests.Hosting;

internal sealed partial class LeadSync
{
    /// <summary>Runs to the end whatever is left to do: the unfinished run where there is one, else nothing.</summary>
    public async Task FinishAsync()
    {
        for (var attempt = 0; attempt < 4; attempt++)
        {
            using var resumed = AgentProcess.Start(Folder, fault: null, "run", Name, "--resume");
            var (exitCode, output, error) = await resumed.EndAsync();
            if (exitCode == 0)
                return;
            if (error.Contains("E-RUN-NOTHING", StringComparison.Ordinal) || output.Contains("E-RUN-NOTHING", StringComparison.Ordinal))
            {
                using var whole = AgentProcess.Start(Folder, fault: null, "run", Name);
                var (code, text, problem) = await whole.EndAsync();
                Assert.True(code == 0, $"A new run ended with {code}: {text} {problem}");
                return;
            }

            // The lease of a killed process lasts a while.
            Assert.True(error.Contains("E-RUN-BUSY", StringComparison.Ordinal) || output.Contains("E-RUN-BUSY", StringComparison.Ordinal), $"Resume ended with {exitCode}: {output} {error}");
            await Task.Delay(TimeSpan.FromSeconds(8), Token);
        }

        Assert.Fail("The run could not be resumed.");
    }

    /// <summary>Every record of the source is in the target as it is, and nothing else is.</summary>
    public void AssertTargetIsSource(string when)
    {
        var source = Simulator.Query("SELECT Id, Name, Email, LeadSource FROM Lead WHERE CreatedDate = LAST_N_DAYS:28")
            .ToDictionary(row => row.GetProperty("Id").GetString()!, row => (row.GetProperty("Name").GetString(), row.GetProperty("Email").GetString(), row.GetProperty("LeadSource").GetString()));
        var target = new Dictionary<string, (string?, string?, string?)>(StringComparer.Ordinal);
        using var connection = new SqliteConnection($"Data Source={Database};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select sf_id, name, email, source from leads";
        using var reader = command.ExecuteReader();
        while (reader.Read())
            target.Add(reader.GetString(0), (Text(reader, 1), Text(reader, 2), Text(reader, 3)));
        var lost = source.Count(row => !target.ContainsKey(row.Key));
        var different = source.Count(row => target.TryGetValue(row.Key, out var there) && there != row.Value);
        Assert.True(source.Count > 100 && lost == 0 && different == 0, $"{when}: of {source.Count} records {lost} are lost and {different} differ");
    }

    public bool TableExists()
    {
        if (!File.Exists(Database))
            return false;
        try
        {
            return Count("select count(*) from sqlite_master where name = 'leads'") == 1;
        }
        catch (SqliteException)
        {
            return false;
        }
    }

    public static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(20, Token);
    }

    private static string? Text(SqliteDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);
}
