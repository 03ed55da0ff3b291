using IntegrationAgent.Drivers.Salesforce.Simulator.Bulk;
using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Api;

/// <summary>Everything that requests share.</summary>
internal sealed class SimulatorState(SimulatorOptions options, SchemaCatalog schema, RecordStore store) : IDisposable
{
    private int _callsToday;

    public SimulatorOptions Options { get; } = options;

    public SchemaCatalog Schema { get; } = schema;

    public RecordStore Store { get; } = store;

    public SimulatorClock Clock => Store.Clock;

    public Sessions Sessions { get; } = new(options, store.Clock);

    public Authorizations Authorizations { get; } = new(store.Clock, options.Seed);

    public Cursors Cursors { get; } = new(store.Clock, options.Seed);

    public BulkJobs Jobs { get; } = new(options.Seed);

    public Faults Faults { get; } = new();

    public CallLog Calls { get; } = new(store.Clock);

    /// <summary>When the schema was last changed, for If-Modified-Since.</summary>
    public DateTimeOffset SchemaChanged { get; } = store.Clock.Now;

    public int CallsToday => _callsToday;

    /// <summary>The moment before which the delete log was purged, in milliseconds; null keeps the whole window.</summary>
    public long? DeleteLogFrom { get; set; }

    public string OrganizationId => Store.Get("Organization").Id(0);

    public string UserId => Store.FormatRef(Store.CurrentUser);

    public int CountCall() => Interlocked.Increment(ref _callsToday);

    public void Dispose() => Store.Dispose();
}
