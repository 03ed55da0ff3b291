using IntegrationAgent.Driver;
using IntegrationAgent.Scripting.Backends;
using IntegrationAgent.Wire.Messages;

namespace IntegrationAgent.Scripting.Standalone;

/// <summary>A write of a script that runs by itself: really, or only compared with what the target has.</summary>
internal sealed class StandaloneWrite(StandaloneBackend backend, IDriverClient client, ScriptWriteBody body, ScriptQueryBody? source) : IScriptWrite
{
    private readonly SortedDictionary<string, long> reasons = new(StringComparer.Ordinal);
    private readonly BeforeImage before = new(client, body.Object, body.KeyFields);

    public string Target => $"{body.Connection}.{body.Object}";

    public long Created { get; private set; }

    public long Updated { get; private set; }

    public long Unchanged { get; private set; }

    public long Deleted { get; private set; }

    public long Quarantined { get; private set; }

    /// <summary>Records whose answer was lost.</summary>
    public long InDoubt { get; private set; }

    public long DeletedAtSource { get; private set; }

    /// <summary>Why records were refused, by code.</summary>
    public IReadOnlyDictionary<string, long> Reasons => reasons;

    public async ValueTask SendAsync(RecordPage page, long position, CancellationToken cancellationToken)
    {
        if (!backend.Applies)
        {
            await ForeseeAsync(page, cancellationToken).ConfigureAwait(false);
            return;
        }

        await WriteAsync(page, body.Mode, cancellationToken).ConfigureAwait(false);
    }

    public async Task<ScriptWriteReply> CompleteAsync(CancellationToken cancellationToken)
    {
        if (source is not null && source.Deletes != Wire.Messages.DeleteRule.Ignore && body.KeyFields.Count == 1)
            await FollowDeletesAsync(await backend.DeletedAsync(source, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return new ScriptWriteReply { Created = Created, Updated = Updated, Unchanged = Unchanged, Deleted = Deleted, Quarantined = Quarantined };
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task WriteAsync(RecordPage page, WriteMode mode, CancellationToken cancellationToken)
    {
        var writer = client as IRecordWriter ?? throw new DriverException(DriverErrorCode.Unsupported, $"The driver of '{body.Connection}' cannot write.");
        var response = await writer.WriteAsync(new WriteRequest { Object = body.Object, Mode = mode, KeyFields = body.KeyFields, Records = page }, cancellationToken).ConfigureAwait(false);
        foreach (var outcome in response.Outcomes)
            Count(outcome.Status, outcome.Error);
    }

    private async Task ForeseeAsync(RecordPage page, CancellationToken cancellationToken)
    {
        if (body.Mode == WriteMode.Insert)
        {
            Created += page.Count;
            return;
        }

        var known = await before.ReadAsync(page, cancellationToken).ConfigureAwait(false);
        for (var row = 0; row < page.Count; row++)
            Count(before.Foresee(page[row], known, body.Mode), null);
    }

    private async Task FollowDeletesAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        DeletedAtSource = ids.Count;
        if (ids.Count == 0 || source?.Deletes != Wire.Messages.DeleteRule.Delete)
            return;
        using var writer = new RecordPageWriter(new RecordSchema([new RecordField { Name = body.KeyFields[0], Type = FieldType.String }]));
        foreach (var id in ids)
        {
            writer.BeginRecord();
            writer.WriteString(id);
            writer.EndRecord();
        }

        using var page = writer.ToPage();
        if (backend.Applies)
        {
            await WriteAsync(page, WriteMode.Delete, cancellationToken).ConfigureAwait(false);
            return;
        }

        var known = await before.ReadAsync(page, cancellationToken).ConfigureAwait(false);
        for (var row = 0; row < page.Count; row++)
            Count(before.Foresee(page[row], known, WriteMode.Delete), null);
    }

    private void Count(WriteStatus status, DriverError? error)
    {
        switch (status)
        {
            case WriteStatus.Created:
                Created++;
                break;
            case WriteStatus.Updated:
                Updated++;
                break;
            case WriteStatus.Unchanged:
                Unchanged++;
                break;
            case WriteStatus.Deleted:
                Deleted++;
                break;
            case WriteStatus.Failed:
                Quarantined++;
                break;
            default:
                InDoubt++;
                break;
        }

        if (error is not null)
            reasons[error.Code.Value] = reasons.GetValueOrDefault(error.Code.Value) + 1;
    }
}
