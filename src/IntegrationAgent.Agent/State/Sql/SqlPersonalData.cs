using IntegrationAgent.Agent.Audit;

namespace IntegrationAgent.Agent.State.Sql;

/// <summary>Shreds keys of personal data in a SQL database and leaves no trace of them in its log.</summary>
internal sealed class SqlPersonalData(StateDatabase database) : IPersonalData
{
    public async Task<bool> ShredAsync(string scope, string actor, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(scope);
        var shredded = await database.WriteAsync(
            session =>
            {
                var had = PersonalKeys.Shred(session, scope);
                session.Audit(new AuditEvent
                {
                    Type = AuditEventTypes.PersonalDataErased,
                    Actor = actor,
                    Subject = scope,
                    Data = new Dictionary<string, string> { ["hadKey"] = had ? "true" : "false" },
                });
                return had;
            },
            cancellationToken).ConfigureAwait(false);
        await database.EmptyLogAsync(cancellationToken).ConfigureAwait(false);
        return shredded;
    }
}
