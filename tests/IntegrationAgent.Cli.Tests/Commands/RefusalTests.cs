using IntegrationAgent.Cli.Tests.Running;

namespace IntegrationAgent.Cli.Tests.Commands;

public class RefusalTests
{
    [Fact]
    public async Task Approval_without_a_reason_is_refused()
    {
        await using var workspace = await LeadWorkspace.CreateAsync();
        (await workspace.RunAsync("ask", LeadWorkspace.Request, "--best")).Expect(0);
        (await workspace.RunAsync("dry-run", "lead-sync")).Expect(0);

        (await workspace.RunAsync("approve", "lead-sync")).ExpectError(4, "E-APR-REASON");
        (await workspace.RunAsync("approve", "lead-sync", "--reason", "ok")).ExpectError(4, "E-APR-REASON");
        (await workspace.RunAsync("run", "lead-sync")).ExpectError(4, "E-APR-MISSING");
    }

    [Fact]
    public async Task Script_changed_after_approval_does_not_run()
    {
        await using var workspace = await LeadWorkspace.CreateApprovedAsync();
        File.AppendAllText(workspace.Script, " ");

        (await workspace.RunAsync("run", "lead-sync")).ExpectError(4, "E-APR-MISMATCH");

        Assert.False(File.Exists(workspace.Database) && Sql.Scalar(workspace.Database, "SELECT count(*) FROM sqlite_schema WHERE name = 'leads'") > 0);
    }

    [Fact]
    public async Task Byte_changed_in_a_stored_driver_is_refused_and_restore_heals_it()
    {
        await using var workspace = await LeadWorkspace.CreateApprovedAsync();
        var file = Directory.EnumerateFiles(System.IO.Path.Combine(workspace.Path, ".intagent", "store"), "IntegrationAgent.Drivers.Salesforce.dll", SearchOption.AllDirectories).Single();
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var bytes = File.ReadAllBytes(file);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(file, bytes);

        (await workspace.RunAsync("run", "lead-sync")).ExpectError(4, "E-PKG-TAMPERED");
        (await workspace.RunAsync("driver", "verify")).ExpectError(4, "E-PKG-TAMPERED");
        (await workspace.RunAsync("driver", "restore")).Expect(0);
        (await workspace.RunAsync("run", "lead-sync")).Expect(0);
    }

    [Fact]
    public async Task Target_schema_changed_after_approval_does_not_run()
    {
        await using var workspace = await LeadWorkspace.CreateApprovedAsync();
        (await workspace.RunAsync("run", "lead-sync")).Expect(0);
        Sql.Execute(workspace.Database, "ALTER TABLE leads DROP COLUMN email");

        var answer = await workspace.RunAsync("run", "lead-sync");

        Assert.True(answer.ExitCode is 4 or 6, answer.Error);
        Assert.Matches("(?m)^error E-[A-Z-]+: .+$", answer.Error);
        Assert.Matches("(?m)^next: .+$", answer.Error);
    }

    [Fact]
    public async Task Another_person_must_approve_unless_the_policy_is_single_user()
    {
        await using var workspace = await LeadWorkspace.CreateAsync();
        var configuration = System.IO.Path.Combine(workspace.Path, "intagent.json");
        File.WriteAllText(configuration, File.ReadAllText(configuration).Replace("\"singleUser\": true", "\"singleUser\": false", StringComparison.Ordinal));
        (await workspace.RunAsync("ask", LeadWorkspace.Request, "--best")).Expect(0);
        (await workspace.RunAsync("dry-run", "lead-sync")).Expect(0);

        (await workspace.RunAsync("approve", "lead-sync", "--reason", "The preview is what was asked for.")).ExpectError(4, "E-APR-SELF");
        (await workspace.RunAsync("approve", "lead-sync", "--reason", "The preview is what was asked for.", "--as", "another-person")).Expect(0);
    }

    [Theory]
    [InlineData("UPDATE audit SET canonical = canonical || ' ' WHERE seq = 3")]
    [InlineData("DELETE FROM audit WHERE seq = 3")]
    [InlineData("DELETE FROM audit WHERE seq > 3")]
    public async Task Audit_that_was_changed_names_the_first_bad_event(string sql)
    {
        await using var workspace = await LeadWorkspace.CreateAsync();
        (await workspace.RunAsync("audit", "verify")).Expect(0);
        var database = System.IO.Path.Combine(workspace.Path, ".intagent", "state.db");
        foreach (var trigger in Triggers(database))
            Sql.Execute(database, $"DROP TRIGGER \"{trigger}\"");
        Sql.Execute(database, sql);

        var answer = await workspace.RunAsync("audit", "verify", "--json");

        answer.ExpectError(1, "E-AUD-BROKEN");
        Assert.InRange(answer.Json.GetProperty("audit").GetProperty("firstBadSequence").GetInt64(), 3, 4);
        Assert.Matches("first bad event is [34] ", answer.Error);
    }

    private static List<string> Triggers(string database)
    {
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name FROM sqlite_schema WHERE type = 'trigger'";
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read())
            names.Add(reader.GetString(0));
        return names;
    }
}
