using IntegrationAgent.Driver;
using IntegrationAgent.Wire;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Agent.Execution;

/// <summary>What a run does about records that are gone at the source. Only after the source was read to its end.</summary>
internal static class Deletes
{
    public static async Task ApplyAsync(RunAttempt attempt, CancellationToken cancellationToken)
    {
        foreach (var source in attempt.Broker!.Sources.Where(source => source.Body.Deletes != DeleteRule.Ignore))
        {
            attempt.DeleteRule = source.Body.Deletes.ToString().ToLowerInvariant();
            attempt.DeletedAtSource += source.DeletedIds.Count;
            if (source.DeletedIds.Count == 0 || !attempt.Session.Targets.TryGetValue(source.Step, out var write) || write.KeyFields.Count != 1)
                continue;
            var connection = attempt.Request.Connections[write.Connection];
            var images = new BeforeImages(connection, write.Object, write.KeyFields);
            var present = await images.ReadAsync([.. source.DeletedIds.Select(id => new[] { RecordValue.From(id) })], write.KeyFields, cancellationToken).ConfigureAwait(false);
            if (source.Body.Deletes == DeleteRule.Keep)
                attempt.DeletedStillInTarget += present.Count;
            else if (present.Count > 0)
                await DeleteAsync(attempt, write, [.. present.Values.Select(values => values[0])], cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task DeleteAsync(RunAttempt attempt, ScriptWriteBody write, IReadOnlyList<RecordValue> keys, CancellationToken cancellationToken)
    {
        var body = new ScriptWriteBody { Connection = write.Connection, Object = write.Object, Mode = WriteMode.Delete, KeyFields = write.KeyFields, Step = write.Step + 1000 };
        attempt.Request.Permissions.Require(body.Connection, body.Object, Effects.EffectVerb.Delete, [], body.KeyFields);
        var schema = new RecordSchema([new RecordField { Name = body.KeyFields[0], Type = keys[0].Type }]);
        using var writer = new RecordPageWriter(schema);
        foreach (var key in keys)
        {
            writer.BeginRecord();
            writer.WriteValue(key);
            writer.EndRecord();
        }

        using var page = writer.ToPage();
        await attempt.Sink!.WriteAsync(WirePage.FromRecords(page), body, null, cancellationToken).ConfigureAwait(false);
    }
}
