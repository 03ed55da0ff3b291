using System.Diagnostics;
using System.Runtime.Versioning;
using IntegrationAgent.Agent.Sandboxing;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Tests.DriverHosts;

/// <summary>The packed SQLite driver, installed and run behind its jail.</summary>
[SupportedOSPlatform("linux")]
public sealed class SqliteHostTests : HostFixture
{
    private static readonly RecordSchema Rows = new([new RecordField { Name = "id", Type = FieldType.Int64 }, new RecordField { Name = "name", Type = FieldType.String }]);

    private static RecordPage Page(int from, int count)
    {
        using var writer = new RecordPageWriter(Rows);
        for (var i = from; i < from + count; i++)
        {
            writer.BeginRecord();
            writer.WriteInt64(i);
            writer.WriteString($"name {i}");
            writer.EndRecord();
        }

        return writer.ToPage();
    }

    private static EnsureObjectRequest Things(bool dryRun = false) => new()
    {
        Object = "things",
        Fields = [new FieldSchema { Name = "id", Type = FieldType.Int64, Nullable = false }, new FieldSchema { Name = "name", Type = FieldType.String }],
        KeyFields = ["id"],
        DryRun = dryRun,
    };

    [Fact]
    public async Task Everything_a_connection_does_goes_through_the_jailed_process()
    {
        var driver = await SqliteAsync();
        await using (var connection = await OpenAsync(driver, ("path", "data/test.db")))
        {
            Assert.Equal(IsolationLevel.Jail, connection.Isolation);
            Assert.Equal("SQLite database test.db", connection.Identity.System);
            Assert.Equal(["query", "write", "write_probe", "schema_edit", "native_query"], connection.Capabilities);

            Assert.True((await connection.EnsureObjectAsync(Things(dryRun: true), Token)).Created);
            Assert.Empty(await connection.ListObjectsAsync(new ListObjectsRequest(), Token));
            Assert.True((await connection.EnsureObjectAsync(Things(), Token)).Created);

            using var page = Page(0, 5);
            var write = new WriteRequest { Object = "things", Mode = WriteMode.Upsert, KeyFields = ["id"], Records = page };
            Assert.All((await connection.WriteAsync(write, Token)).Outcomes, outcome => Assert.Equal(WriteStatus.Created, outcome.Status));
            Assert.All((await connection.WriteAsync(write, Token)).Outcomes, outcome => Assert.Equal(WriteStatus.Unchanged, outcome.Status));
            Assert.All((await connection.ProbeAsync(new ProbeRequest { Write = write, SentAt = DateTimeOffset.UnixEpoch }, Token)).Results, result => Assert.Equal(ProbeResult.Applied, result));

            Assert.Equal(["id", "name"], (await connection.GetFieldsAsync(new GetFieldsRequest { Object = "things" }, Token)).Fields.Select(field => field.Name));
            Assert.Empty(await connection.GetRelationshipsAsync(new GetRelationshipsRequest { Object = "things" }, Token));
            Assert.True((await connection.GetRateLimitAsync(Token)).CallsMade > 0);

            var filter = Filter.And(Filter.Compare("id", ComparisonOperator.Greater, RecordValue.From(1L)), Filter.Not(Filter.In("name", RecordValue.From("name 3"))));
            var read = new List<string?>();
            await foreach (var got in connection.QueryAsync(new QueryRequest { Object = "things", Fields = ["name"], Filter = filter }, Token))
            {
                using (got)
                {
                    foreach (var record in got)
                        read.Add(record.GetString(0));
                }
            }

            Assert.Equal(["name 2", "name 4"], read);
            await foreach (var got in connection.QueryNativeAsync(new NativeQueryRequest { Text = "SELECT count(*) AS n FROM things" }, Token))
            {
                using (got)
                    Assert.Equal(5, got[0].GetInt64(0));
            }

            var missing = await Assert.ThrowsAsync<DriverException>(() => connection.GetFieldsAsync(new GetFieldsRequest { Object = "thing" }, Token));
            Assert.Equal(("object_not_found", "things", RetryAdvice.AfterUserAction), (missing.Code.Value, missing.Suggestions[0], missing.Retry));
        }

        // The client was closed in order: nothing but the database itself is left.
        Assert.Equal(["test.db"], Directory.GetFiles(Path.Combine(Workspace, "data")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_write_of_many_pages_answers_each_and_a_query_of_many_pages_is_complete()
    {
        const int pages = 64, rows = 2000;
        await using var connection = await OpenAsync(await SqliteAsync(), ("path", "data/test.db"));
        await connection.EnsureObjectAsync(Things(), Token);
        using var exchange = connection.OpenWrite(new WriteBody { Object = "things", Mode = WriteMode.Upsert, KeyFields = ["id"] });
        var sending = Task.Run(
            async () =>
            {
                for (var i = 0; i < pages; i++)
                {
                    using var page = Page(i * rows, rows);
                    await exchange.SendPageAsync(page, i, Token);
                }

                exchange.EndPages();
            },
            Token);

        var batches = new List<long>();
        var created = 0;
        await foreach (var answer in exchange.ReadEventsAsync(Token))
        {
            var outcome = answer.Read(WireJson.Default.BatchOutcome);
            batches.Add(outcome.Batch);
            created += outcome.Statuses.Count(status => status == (byte)WriteStatus.Created);
        }

        await sending;
        var reply = await exchange.GetReplyAsync(WireJson.Default.WriteReply, Token);
        using var query = connection.OpenQuery(new QueryRequest { Object = "things", Fields = ["id", "name"] });
        var read = 0L;
        StopReason? stopped = null;
        await foreach (var page in query.ReadPagesAsync(Token))
        {
            using (page)
                (read, stopped) = (read + page.Count, page.StopReason);
        }

        Assert.Equal(Enumerable.Range(0, pages).Select(i => (long)i), batches);
        Assert.Equal((pages, pages * rows), (reply.Pages, created));
        Assert.Equal((pages * rows, StopReason.Exhausted), (read, stopped));
        Assert.Equal(pages * rows, (await query.GetReplyAsync(WireJson.Default.StreamReply, Token)).Records);
    }

    [Fact]
    public async Task A_refused_page_is_told_for_that_page_and_the_next_goes_on()
    {
        await using var connection = await OpenAsync(await SqliteAsync(), ("path", "data/test.db"));
        using var exchange = connection.OpenWrite(new WriteBody { Object = "things", Mode = WriteMode.Upsert, KeyFields = ["id"] });
        using var page = Page(0, 1);
        await exchange.SendPageAsync(page, 7, Token);
        await using var events = exchange.ReadEventsAsync(Token).GetAsyncEnumerator(Token);
        Assert.True(await events.MoveNextAsync());
        var refused = events.Current.Read(WireJson.Default.BatchOutcome);

        await connection.EnsureObjectAsync(Things(), Token);
        await exchange.SendPageAsync(page, 8, Token);
        Assert.True(await events.MoveNextAsync());

        Assert.Equal((7L, "object_not_found"), (refused.Batch, refused.Fault!.Code));
        Assert.Equal([(byte)WriteStatus.Created], events.Current.Read(WireJson.Default.BatchOutcome).Statuses);
    }

    [Theory]
    [InlineData("IntegrationAgent.Drivers.Sqlite.dll")]
    [InlineData("SQLitePCLRaw.core.dll")]
    [InlineData("libe_sqlite3.so")]
    public async Task A_file_that_was_changed_after_its_hash_was_taken_is_refused(string name)
    {
        var driver = await SqliteAsync();
        var file = driver.Files.Keys.Single(path => Path.GetFileName(path) == name);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await using (var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite))
        {
            stream.Position = stream.Length - 1;
            var last = stream.ReadByte();
            stream.Position = stream.Length - 1;
            stream.WriteByte((byte)(last ^ 1));
        }

        var exception = await Assert.ThrowsAsync<AgentException>(() => OpenAsync(driver, ("path", "data/test.db")));

        Assert.Equal(("E-PKG-HASH", ExitCode.Refused), (exception.Code, exception.ExitCode));
        Assert.Contains(name, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_killed_in_the_middle_of_a_query_is_gone_with_exit_6()
    {
        await using var connection = await OpenAsync(await SqliteAsync(), ("path", "data/test.db"));
        var endless = new NativeQueryRequest { Text = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i FROM n" };

        var exception = await Assert.ThrowsAsync<AgentException>(async () =>
        {
            await foreach (var page in connection.QueryNativeAsync(endless, Token))
            {
                page.Dispose();
                using var host = Process.GetProcessById(connection.ProcessId);
                host.Kill();
            }
        });

        Assert.Equal(("E-DRV-GONE", ExitCode.Incomplete), (exception.Code, exception.ExitCode));
        Assert.Equal("E-DRV-GONE", (await Assert.ThrowsAsync<AgentException>(() => connection.CheckAsync(Token))).Code);
    }

    [Fact]
    public async Task A_cancelled_query_ends_in_the_host_and_the_connection_goes_on()
    {
        await using var connection = await OpenAsync(await SqliteAsync(), ("path", "data/test.db"));
        var endless = new NativeQueryRequest { Text = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT i FROM n" };
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var page in connection.QueryNativeAsync(endless, cancel.Token))
            {
                page.Dispose();
                await cancel.CancelAsync();
            }
        });

        Assert.Equal("SQLite database test.db", (await connection.CheckAsync(Token)).System);
    }

    [Theory]
    [InlineData("test.db")]
    [InlineData("../test.db")]
    [InlineData(".intagent/test.db")]
    [InlineData("integrations/x/test.db")]
    [InlineData("/test.db")]
    public async Task A_file_in_a_folder_that_holds_more_than_its_data_is_refused(string path)
    {
        var driver = await SqliteAsync();

        var exception = await Assert.ThrowsAsync<AgentException>(() => OpenAsync(driver, ("path", path)));

        Assert.Equal(("E-CON-FOLDER", ExitCode.Refused), (exception.Code, exception.ExitCode));
    }

    [Fact]
    public async Task A_missing_setting_is_named()
    {
        var driver = await SqliteAsync();

        Assert.Contains("'path'", (await Assert.ThrowsAsync<AgentException>(() => OpenAsync(driver))).Message, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Connection, (await Assert.ThrowsAsync<AgentException>(() => OpenAsync(driver, ("path", "data/no.db"), ("create", "false")))).ExitCode);
    }
}
