using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using IntegrationAgent.Agent.Connections;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.Execution;
using IntegrationAgent.Agent.Packages;
using IntegrationAgent.Agent.Secrets;
using IntegrationAgent.Driver;
using IntegrationAgent.Wire;

namespace IntegrationAgent.Agent.Compatibility.Behaviour;

/// <summary>Makes recorded calls of one version of a driver, in a jailed process whose only system is the recording.</summary>
internal sealed class CallPlayer(DriverHostLauncher launcher, HostedDriver driver, DriverManifest manifest, ReplayServer server, string workspace) : IAsyncDisposable
{
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(30);
    private DriverConnection? connection;

    /// <summary>Null for calls that are not replayed.</summary>
    public async Task<PlayedCall?> PlayAsync(RecordedCall call, RecordedExchanges recorded, CancellationToken cancellationToken)
    {
        if (call.Method is not ("connect" or "check" or "list_objects" or "get_fields" or "get_relationships" or "query" or "write") || (call.Method == "write" && !RecordedWrite.Is(call)))
            return null;
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(CallTimeout);
        server.Begin(call, withValues: call.Method == "write");
        List<string> answer;
        try
        {
            answer = await AnswerAsync(call, recorded, timeout.Token).ConfigureAwait(false);
        }
        catch (DriverException fault)
        {
            answer = [$"error {fault.Code} {fault.Retry} {fault.Scope}"];
        }
        catch (AgentException fault) when (fault.ExitCode is ExitCode.Connection or ExitCode.Incomplete or ExitCode.Usage)
        {
            answer = [$"error {fault.Code}"];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            answer = [string.Create(CultureInfo.InvariantCulture, $"no answer within {CallTimeout.TotalSeconds:0} s")];
        }

        var (asked, unknown) = server.End();
        return new PlayedCall(asked, unknown, [.. answer.Select(server.There)]);
    }

    public ValueTask DisposeAsync() => connection?.DisposeAsync() ?? default;

    private async Task<List<string>> AnswerAsync(RecordedCall call, RecordedExchanges recorded, CancellationToken cancellationToken)
    {
        var open = await OpenAsync(recorded, cancellationToken).ConfigureAwait(false);
        var target = call.Arguments.GetValueOrDefault("object") ?? "";
        switch (call.Method)
        {
            case "connect":
                return Lines(open.Identity, WireJson.Default.ConnectionCheck);
            case "check":
                return Lines(await open.CheckAsync(cancellationToken).ConfigureAwait(false), WireJson.Default.ConnectionCheck);
            case "list_objects":
                var objects = await open.ListObjectsAsync(new ListObjectsRequest { NameContains = call.Arguments.GetValueOrDefault("nameContains") }, cancellationToken).ConfigureAwait(false);
                return [.. objects.SelectMany(one => Lines(one, WireJson.Default.ObjectSummary, one.Name))];
            case "get_fields":
                var schema = await open.GetFieldsAsync(new GetFieldsRequest { Object = target }, cancellationToken).ConfigureAwait(false);
                return Lines(schema, WireJson.Default.ObjectSchema);
            case "get_relationships":
                var relationships = await open.GetRelationshipsAsync(new GetRelationshipsRequest { Object = target }, cancellationToken).ConfigureAwait(false);
                return [.. relationships.SelectMany((one, index) => Lines(one, WireJson.Default.Relationship, Number(index)))];
            case "write":
                return await WriteAsync(open, call, cancellationToken).ConfigureAwait(false);
            default:
                return await QueryAsync(open, call, target, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<List<string>> WriteAsync(DriverConnection open, RecordedCall call, CancellationToken cancellationToken)
    {
        var request = RecordedWrite.Read(call);
        using (request.Records)
        {
            var response = await open.WriteAsync(request, cancellationToken).ConfigureAwait(false);
            return [.. response.Outcomes.Select((outcome, index) => $"record {Number(index)}: {outcome.Status}{(outcome.Error is { } error ? $" {error.Code} {error.Retry}" : "")}")];
        }
    }

    private static async Task<List<string>> QueryAsync(DriverConnection open, RecordedCall call, string target, CancellationToken cancellationToken)
    {
        var request = new QueryRequest
        {
            Object = target,
            Fields = [.. (call.Arguments.GetValueOrDefault("fields") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
            Limit = Whole(call, "limit"),
            PageSize = Whole(call, "pageSize"),
        };
        var lines = new List<string>();
        var row = 0;
        await foreach (var page in open.QueryAsync(request, cancellationToken).ConfigureAwait(false))
        {
            using (page)
            {
                if (row == 0)
                    lines.AddRange(page.Schema.Fields.Select(field => $"field {field.Name} {field.Type}"));
                foreach (var record in page)
                {
                    for (var field = 0; field < page.Schema.Fields.Count; field++)
                    {
                        var value = record.GetState(field) == ValueState.Absent ? "(absent)" : record.IsNull(field) ? "(null)" : ValueComparer.Canonical(record.GetValue(field));
                        lines.Add($"record {Number(row)} {page.Schema.Fields[field].Name}: {value}");
                    }

                    row++;
                }

                if (page.StopReason is { } stop)
                    lines.Add($"stop {stop} after {Number(row)} records");
            }
        }

        return lines;
    }

    private async Task<DriverConnection> OpenAsync(RecordedExchanges recorded, CancellationToken cancellationToken)
    {
        if (connection is not null)
            return connection;
        return connection = await DriverConnection.OpenAsync(
            new DriverConnectionOptions
            {
                Connection = new ConnectionDefinition
                {
                    Name = "replay",
                    DriverId = driver.DriverId,
                    Settings = recorded.Settings.ToDictionary(setting => setting.Key, setting => server.Here(setting.Value), StringComparer.Ordinal),
                },
                Driver = driver,
                // A recording holds no secret, so any value does.
                Secrets = new SecretSource(
                    name => manifest.Credentials.Any(credential => credential.Name == name) ? "replayed-" + name.ToLowerInvariant() : null,
                    new DotEnvFile(Path.Combine(workspace, ".env")),
                    new SecretScrubber()),
                Tokens = new ReplayTokens(),
                Launcher = launcher,
                BaseFolder = workspace,
                OpenTimeout = CallTimeout,
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The members of a JSON answer, one in each line.</summary>
    private static List<string> Lines<T>(T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string prefix = "")
    {
        var lines = new List<string>();
        Walk(JsonSerializer.SerializeToNode(value, type), prefix, lines);
        return lines;
    }

    private static void Walk(JsonNode? node, string path, List<string> lines)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, member) in members)
                    Walk(member, path.Length == 0 ? name : $"{path}.{name}", lines);
                break;
            case JsonArray items:
                foreach (var (index, item) in items.Index())
                    Walk(item, $"{path}.{(item as JsonObject)?["name"]?.ToString() ?? Number(index)}", lines);
                break;
            default:
                lines.Add($"{path}: {node?.ToJsonString() ?? "null"}");
                break;
        }
    }

    private static int? Whole(RecordedCall call, string name) =>
        int.TryParse(call.Arguments.GetValueOrDefault(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
