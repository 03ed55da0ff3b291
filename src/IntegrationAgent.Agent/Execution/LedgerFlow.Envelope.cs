using IntegrationAgent.Driver;
using IntegrationAgent.Wire;

namespace IntegrationAgent.Agent.Execution;

/// <content>Nothing beyond the envelope leaves: a page is looked at before it is sent where it could go over what was approved.</content>
internal sealed partial class LedgerFlow
{
    private readonly BeforeImages beforeImages = new(target, body.Object, body.KeyFields);

    private (long Created, long Updated, long Deleted) SinceApproved =>
        (session.Counts.Created - session.ApprovedFrom.Created, session.Counts.Updated - session.ApprovedFrom.Updated, session.Counts.Deleted - session.ApprovedFrom.Deleted);

    private async Task WithinEnvelopeAsync(WirePage page, CancellationToken cancellationToken)
    {
        var underWay = pending.Values.Sum(batch => (long)batch.Page.Count);
        var sofar = SinceApproved;
        if (body.Mode == WriteMode.Delete)
        {
            if (sofar.Deleted + underWay + page.Count > envelope.MaxDeletes)
                throw Exceeded("delete", sofar.Deleted + underWay + page.Count, envelope.MaxDeletes);
            return;
        }

        var most = underWay + page.Count;
        var creates = sofar.Created + most <= envelope.MaxCreates;
        var updates = sofar.Updated + most <= envelope.MaxUpdates;
        if ((creates || body.Mode == WriteMode.Update) && (updates || body.Mode == WriteMode.Insert))
            return;

        // Near the edge of what was approved: look at what the page would do before it leaves.
        await DrainAsync(cancellationToken).ConfigureAwait(false);
        sofar = SinceApproved;
        var (wouldCreate, wouldUpdate) = await WouldDoAsync(page, cancellationToken).ConfigureAwait(false);
        if (sofar.Created + wouldCreate > envelope.MaxCreates)
            throw Exceeded("create", sofar.Created + wouldCreate, envelope.MaxCreates);
        if (sofar.Updated + wouldUpdate > envelope.MaxUpdates)
            throw Exceeded("change", sofar.Updated + wouldUpdate, envelope.MaxUpdates);
    }

    private async Task<(long Creates, long Updates)> WouldDoAsync(WirePage page, CancellationToken cancellationToken)
    {
        using var records = page.View();
        if (body.Mode == WriteMode.Insert)
            return (records.Count, 0);

        // Which keys are there costs little; what they hold is asked only where there are any.
        if ((await beforeImages.ReadAsync(records, [], cancellationToken).ConfigureAwait(false)).Count == 0)
            return (records.Count, 0);
        var fields = page.Schema.Fields.Select(field => field.Name).ToList();
        var images = await beforeImages.ReadAsync(records, fields, cancellationToken).ConfigureAwait(false);
        long creates = 0, updates = 0;
        foreach (var record in records)
        {
            if (!images.TryGetValue(KeyText.Of(record, keyOrdinals), out var before))
                creates++;
            else if (Differs(record, before))
                updates++;
        }

        return (creates, updates);
    }

    private static bool Differs(Record record, RecordValue[] before)
    {
        for (var i = 0; i < before.Length; i++)
        {
            if (record.GetState(i) != ValueState.Absent && !ValueComparer.Same(record.GetValue(i), before[i]))
                return true;
        }

        return false;
    }

    private static AgentException Exceeded(string verb, long would, long most) => new(
        "E-APR-ENVELOPE",
        $"The run would {verb} {would} records so far, and {most} were approved; it stopped before that.",
        "Make a new dry run, look at its plan, and have it approved.",
        ExitCode.Incomplete);
}
