using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Sqlite.Native;
using IntegrationAgent.Drivers.Sqlite.Schema;

namespace IntegrationAgent.Drivers.Sqlite.Write;

/// <summary>The plans that were used last, with their prepared statements: a stream of pages has one shape. Not thread-safe.</summary>
internal sealed class WritePlans(Database database, SchemaReader schema) : IDisposable
{
    private const int Most = 8;
    private readonly List<WritePlan> plans = [];

    public WritePlan Get(WriteRequest request)
    {
        var table = schema.Require(request.Object);
        var known = plans.FindIndex(plan => plan.Fits(request, table));
        if (known >= 0)
            return plans[known];
        var made = new WritePlan(database, table, request);
        if (plans.Count == Most)
        {
            plans[0].Dispose();
            plans.RemoveAt(0);
        }

        plans.Add(made);
        return made;
    }

    public void Dispose()
    {
        foreach (var plan in plans)
            plan.Dispose();
        plans.Clear();
    }
}
