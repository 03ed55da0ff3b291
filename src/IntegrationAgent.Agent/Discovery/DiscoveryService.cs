using System.Text.Json;
using IntegrationAgent.Agent.Audit;
using IntegrationAgent.Agent.DriverHosts;
using IntegrationAgent.Agent.State;
using IntegrationAgent.Agent.Telemetry;
using IntegrationAgent.Agent.Workspaces;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Discovery;

/// <summary>
/// Reads what a system really has: objects, fields, relationships, and profiles that show no values. Schemas are cached for a while by connection and object.
/// Thread-safe. Every question is an event of the audit.
/// </summary>
public sealed class DiscoveryService(IStateStore store, Func<string, CancellationToken, Task<IDriverConnection>> connect, DiscoveryLimits limits, TimeProvider timeProvider, Func<ValueEgress> values, AgentTelemetry telemetry)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    /// <summary>What one question may cost.</summary>
    public DiscoveryLimits Limits { get; } = limits;

    /// <summary>The objects of a connection.</summary>
    public async Task<IReadOnlyList<ObjectSummary>> ListObjectsAsync(string connection, string? nameContains, bool refresh, CancellationToken cancellationToken)
    {
        var all = await CachedAsync(connection, "objects", refresh, DiscoveryJson.Default.IReadOnlyListObjectSummary, async token =>
            await (await connect(connection, token).ConfigureAwait(false)).ListObjectsAsync(new ListObjectsRequest(), token).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return string.IsNullOrEmpty(nameContains)
            ? all
            : [.. all.Where(item => item.Name.Contains(nameContains, StringComparison.OrdinalIgnoreCase) || item.Label.Contains(nameContains, StringComparison.OrdinalIgnoreCase))];
    }

    /// <summary>The fields of an object.</summary>
    public Task<ObjectSchema> GetFieldsAsync(string connection, string target, bool refresh, CancellationToken cancellationToken) =>
        CachedAsync(connection, $"fields/{target}", refresh, DiscoveryJson.Default.ObjectSchema, async token =>
            await (await connect(connection, token).ConfigureAwait(false)).GetFieldsAsync(new GetFieldsRequest { Object = target, Refresh = refresh }, token).ConfigureAwait(false), cancellationToken);

    /// <summary>The relationships of an object, both ways.</summary>
    public Task<IReadOnlyList<Relationship>> GetRelationshipsAsync(string connection, string target, bool refresh, CancellationToken cancellationToken) =>
        CachedAsync(connection, $"relationships/{target}", refresh, DiscoveryJson.Default.IReadOnlyListRelationship, async token =>
            await (await connect(connection, token).ConfigureAwait(false)).GetRelationshipsAsync(new GetRelationshipsRequest { Object = target }, token).ConfigureAwait(false), cancellationToken);

    /// <summary>The profile of some fields, or of all; over at most <see cref="DiscoveryLimits.Rows"/> records, and over all of them where the system counts them itself.</summary>
    public async Task<ObjectProfile> ProfileAsync(string connection, string target, IReadOnlyList<string>? fields, Filter? filter, CancellationToken cancellationToken)
    {
        var schema = await GetFieldsAsync(connection, target, refresh: false, cancellationToken).ConfigureAwait(false);
        var chosen = fields is null
            ? schema.Fields.Where(field => field.Type is not (FieldType.Binary or FieldType.Record or FieldType.List or FieldType.Json)).ToList()
            : [.. fields.Select(name => Field(schema, name))];
        var open = await connect(connection, cancellationToken).ConfigureAwait(false);
        var profilers = chosen.Select(field => new FieldProfiler(field)).ToList();
        long? total = null;
        long seen = 0;
        var request = new QueryRequest { Object = target, Fields = [.. chosen.Select(field => field.Name)], Filter = filter, Limit = Limits.Rows };
        await foreach (var page in open.QueryAsync(request, cancellationToken).ConfigureAwait(false))
        {
            using (page)
            {
                total ??= page.TotalCount;
                seen += page.Count;
                foreach (var record in page)
                {
                    for (var i = 0; i < profilers.Count; i++)
                        profilers[i].Add(record.GetValue(i));
                }
            }
        }

        IReadOnlyList<FieldProfile> read = [.. profilers.Select(profiler => profiler.ToProfile())];
        if (seen < Limits.Rows)
            return new ObjectProfile { Object = target, Records = seen, Seen = seen, Fields = read };

        // There are more records than were read: where the system can, it counts the rest itself, in half of the time at most.
        var counts = filter is null ? await SystemProfile.AskAsync(open, schema.Name, chosen, Limits.WallTime / 2, timeProvider, cancellationToken).ConfigureAwait(false) : null;
        return new ObjectProfile
        {
            Object = target,
            Records = counts?.Records ?? total,
            Seen = seen,
            Fields = counts is null ? read : [.. read.Select((profile, i) => SystemProfile.Complete(profile, chosen[i], counts))],
        };
    }

    /// <summary>Runs a built-in question and answers with an envelope, whatever happens; the answer is cut to what a model may get.</summary>
    /// <param name="method"><c>list_objects</c>, <c>get_fields</c>, <c>get_relationships</c>, <c>profile</c> or <c>sample</c>.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="target">The object; for <c>list_objects</c> a part of names, or null for all.</param>
    /// <param name="fields">The fields of a profile or sample; null for all.</param>
    /// <param name="cancellationToken">Ends the question.</param>
    public Task<DiscoveryEnvelope> AskAsync(string method, string connection, string? target, IReadOnlyList<string>? fields, CancellationToken cancellationToken) =>
        TracedAsync(method, connection, method == "list_objects" ? null : target, () => EnvelopeAsync(method, connection, target, fields, cancellationToken));

    /// <summary>Asks within a span.</summary>
    internal Task<DiscoveryEnvelope> TracedAsync(string method, string connection, string? target, Func<Task<DiscoveryEnvelope>> ask) =>
        telemetry.SpanAsync(SpanNames.Discover, [(AttributeNames.Question, method), (AttributeNames.Connection, connection), (AttributeNames.Object, target)], async span =>
        {
            var envelope = await ask().ConfigureAwait(false);
            span?.SetTag(AttributeNames.ErrorType, envelope.Error?.Code);
            return envelope;
        });

    private async Task<DiscoveryEnvelope> EnvelopeAsync(string method, string connection, string? target, IReadOnlyList<string>? fields, CancellationToken cancellationToken)
    {
        var began = timeProvider.GetTimestamp();
        using var patience = new CancellationTokenSource(Limits.WallTime, timeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        DiscoveryEnvelope envelope;
        try
        {
            var (value, rows) = await AnswerAsync(method, connection, target, fields, linked.Token).ConfigureAwait(false);
            envelope = DiscoveryAnswer.Fit(value, Limits.AnswerBytes, rows, (long)timeProvider.GetElapsedTime(began).TotalMilliseconds);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested && DiscoveryAnswer.Error(exception, patience.IsCancellationRequested) is { } error)
        {
            envelope = new DiscoveryEnvelope { Ok = false, Error = error, Stats = new DiscoveryStats { Ms = (long)timeProvider.GetElapsedTime(began).TotalMilliseconds } };
        }

        await store.Audit.AppendAsync(
            new AuditEvent
            {
                Type = AuditEventTypes.DiscoveryCall,
                Subject = connection,
                Data = new Dictionary<string, string>
                {
                    ["method"] = method,
                    ["object"] = target ?? "",
                    ["ok"] = envelope.Ok ? "true" : "false",
                    ["code"] = envelope.Error?.Code ?? "",
                    ["digest"] = CanonicalJson.Hash(envelope, DiscoveryJson.Default.DiscoveryEnvelope),
                },
            },
            cancellationToken).ConfigureAwait(false);
        return envelope;
    }

    private async Task<(JsonElement Value, long Rows)> AnswerAsync(string method, string connection, string? target, IReadOnlyList<string>? fields, CancellationToken cancellationToken)
    {
        switch (method)
        {
            case "list_objects":
                return (DiscoveryAnswer.Objects(await ListObjectsAsync(connection, target, refresh: false, cancellationToken).ConfigureAwait(false)), 0);
            case "get_fields":
                return (DiscoveryAnswer.Fields(await GetFieldsAsync(connection, Target(), refresh: false, cancellationToken).ConfigureAwait(false)), 0);
            case "get_relationships":
                return (DiscoveryAnswer.Relationships(await GetRelationshipsAsync(connection, Target(), refresh: false, cancellationToken).ConfigureAwait(false)), 0);
            case "profile" or "sample" when values() == ValueEgress.SchemaOnly:
                throw await RefuseAsync(connection, method, cancellationToken).ConfigureAwait(false);
            case "sample" when values() == ValueEgress.Shown:
                return await SampleAsync(connection, Target(), fields, cancellationToken).ConfigureAwait(false);
            case "profile":
            case "sample":
                // A sample without values is a profile.
                var profile = await ProfileAsync(connection, Target(), fields, null, cancellationToken).ConfigureAwait(false);
                return (JsonSerializer.SerializeToElement(profile, DiscoveryJson.Default.ObjectProfile), profile.Seen);
            default:
                throw new AgentException(DiscoveryErrorCodes.NotFound, $"There is no question '{method}'.", "Ask list_objects, get_fields, get_relationships, profile or sample.", ExitCode.Usage);
        }

        string Target() => target ?? throw new AgentException(DiscoveryErrorCodes.NotFound, $"{method} needs an object.", "Name one; list_objects has them.", ExitCode.Usage);
    }

    /// <summary>Refuses, and records, what the policy does not let a model see.</summary>
    internal async Task<AgentException> RefuseAsync(string connection, string method, CancellationToken cancellationToken)
    {
        await Hosting.PolicyWatch.DeniedAsync(store, connection, DiscoveryErrorCodes.Values, method, cancellationToken).ConfigureAwait(false);
        return new AgentException(DiscoveryErrorCodes.Values, "This workspace's policy shows schema only.", "Ask get_fields; or a person sets policy.values in intagent.json.", ExitCode.Refused);
    }

    /// <summary>Records that values leave, before they do.</summary>
    internal Task RecordShownAsync(string connection, string method, string target, string digest, CancellationToken cancellationToken) => store.Audit.AppendAsync(
        new AuditEvent
        {
            Type = AuditEventTypes.ValuesShown,
            Subject = connection,
            Data = new Dictionary<string, string> { ["method"] = method, ["object"] = target, ["digest"] = digest },
        },
        cancellationToken);

    private async Task<(JsonElement Value, long Rows)> SampleAsync(string connection, string target, IReadOnlyList<string>? fields, CancellationToken cancellationToken)
    {
        var schema = await GetFieldsAsync(connection, target, refresh: false, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<string> chosen = fields is null
            ? [.. schema.Fields.Where(field => field.Type is not (FieldType.Binary or FieldType.Record or FieldType.List or FieldType.Json)).Select(field => field.Name)]
            : [.. fields.Select(name => Field(schema, name).Name)];
        var sample = await SampleReader.ReadAsync(await connect(connection, cancellationToken).ConfigureAwait(false), target, chosen, cancellationToken).ConfigureAwait(false);
        await RecordShownAsync(connection, "sample", target, CanonicalJson.Hash(System.Text.Encoding.UTF8.GetBytes(sample.Value.GetRawText())), cancellationToken).ConfigureAwait(false);
        return sample;
    }

    private static FieldSchema Field(ObjectSchema schema, string name) =>
        schema.Fields.FirstOrDefault(field => string.Equals(field.Name, name, StringComparison.Ordinal))
        ?? throw new DriverException(DriverErrorCode.FieldNotFound, $"{schema.Name} has no field '{name}'. Choose one of get_fields.")
        {
            Target = name,
            Scope = ErrorScope.Request,
            Suggestions = [.. schema.Fields.Select(field => field.Name).Where(other => other.Contains(name, StringComparison.OrdinalIgnoreCase) || name.Contains(other, StringComparison.OrdinalIgnoreCase)).Take(5)],
        };

    private async Task<T> CachedAsync<T>(string connection, string name, bool refresh, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, Func<CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        if (!refresh && await store.Discovery.GetAsync(connection, name, null, cancellationToken).ConfigureAwait(false) is { } kept)
            return JsonSerializer.Deserialize(kept, type)!;
        var value = await ask(cancellationToken).ConfigureAwait(false);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, type);
        await store.Discovery.PutAsync(connection, name, CanonicalJson.Hash(bytes), bytes, Lifetime, cancellationToken).ConfigureAwait(false);
        return value;
    }
}
