namespace IntegrationAgent.Driver.Conformance.Tests.Reference;

/// <summary>Tickets of the reference system: reads, writes, changes and new objects.</summary>
[Driver("reference", DisplayName = "Reference", Client = typeof(ReferenceClient), NativeLanguage = "Tickets")]
[AuthMethod("client", Description = "A client of your own.", Scopes = ["tickets.read", "tickets.write"])]
[Setting("url", Kind = SettingKind.Url, Required = true, Description = "Where the system is.")]
[Credential("REF_CLIENT_ID", Secret = false, Description = "Settings, clients.")]
[Credential("REF_CLIENT_SECRET", Description = "Settings, clients.")]
[RateLimit("per_minute", WindowSeconds = 60, Quota = 240, Concurrency = 6, ReservePercent = 0)]
[RateLimit("per_day", WindowSeconds = 86400)]
[DriverError("cursor_expired", Meaning = "The position is no longer known.", Action = "Read from the start.")]
[DriverError("quota_exhausted", Meaning = "The calls of the day are used up.", Action = "Continue tomorrow.", Retry = RetryAdvice.AfterQuotaReset)]
[Idiom("Upsert by id.")]
public sealed class ReferenceDriver : IDriver
{
    private readonly Defect defect;
    private readonly bool ownTransport;

    public ReferenceDriver()
        : this(Defect.None)
    {
    }

    internal ReferenceDriver(Defect defect, bool ownTransport = false)
    {
        this.ownTransport = ownTransport;
        this.defect = defect;
        if (defect == Defect.ThrowsInConstructor)
            throw new InvalidOperationException("The settings file is missing.");
    }

    public async ValueTask<IDriverClient> ConnectAsync(ConnectionSettings settings, DriverContext context, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(context);
        if (defect == Defect.NullClient)
            return null!;
        var client = new ReferenceClient(settings.GetRequired("url"), context, defect, ownTransport);
        try
        {
            if (defect != Defect.ProvesNothing)
                await client.CheckAsync(cancellationToken);
            return defect is Defect.OperationTakesAnything or Defect.OperationThrowsRaw or Defect.OperationBreaksSchema ? new SabotagedOperations(client, defect) : client;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }
}
