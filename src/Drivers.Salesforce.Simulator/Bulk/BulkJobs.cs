using IntegrationAgent.Drivers.Salesforce.Simulator.Api;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Bulk;

/// <summary>All bulk jobs by id.</summary>
internal sealed class BulkJobs(int seed)
{
    private readonly Dictionary<string, BulkJob> _jobs = new(StringComparer.Ordinal);
    private int _next = seed & 0xFFFF;

    public Lock Gate { get; } = new();

    public string NextId() => SalesforceId.Format("750", Interlocked.Increment(ref _next));

    public void Add(BulkJob job) => _jobs.Add(job.Id, job);

    /// <summary>Forgets the oldest finished queries, as if their seven days were over, when results take more memory than they should.</summary>
    public void Trim(BulkJob newest)
    {
        const long MostBytes = 1L << 30;
        var finished = All(query: true).Where(j => j.Result is not null && j != newest).ToList();
        var size = (newest.Result?.Size ?? 0) + finished.Sum(j => j.Result?.Size ?? 0);
        foreach (var job in finished.TakeWhile(_ => size > MostBytes))
        {
            size -= job.Result?.Size ?? 0;
            Remove(job);
        }
    }

    public void Remove(BulkJob job) => _jobs.Remove(job.Id);

    public IReadOnlyList<BulkJob> All(bool query) => [.. _jobs.Values.Where(j => j.IsQuery == query).OrderBy(j => j.Id, StringComparer.Ordinal)];

    public BulkJob Find(string id, bool query)
    {
        var full = id.Length == 15 && SalesforceId.IsWellFormed(id) ? SalesforceId.To18(id) : id;
        return _jobs.GetValueOrDefault(full) is { } job && job.IsQuery == query ? job : throw new ApiError(404, "NOT_FOUND", "The requested resource does not exist");
    }
}
