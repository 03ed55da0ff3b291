using System.Data;
using IntegrationAgent.Driver;
using IntegrationAgent.Drivers.Postgres.Schema;
using IntegrationAgent.Drivers.Postgres.Values;
using Npgsql;

namespace IntegrationAgent.Drivers.Postgres.Write;

/// <summary>The session that writes, with its staging tables and prepared statements: a stream of pages has one shape. Used by one call at a time.</summary>
internal sealed class WriteSession(NpgsqlConnection connection, string ownSchema, DriverContext context) : IAsyncDisposable
{
    private const int MostPlans = 8, MostShapes = 256;
    private readonly List<WritePlan> plans = [];
    private int shapes;

    public NpgsqlConnection Connection => connection;

    public DriverContext Context => context;

    public CopyBuffer Buffer { get; } = new();

    /// <summary>False when it is broken, or holds more staging tables than a session should.</summary>
    public bool IsUsable => connection.FullState == ConnectionState.Open && shapes < MostShapes;

    public async Task<WritePlan> PlanAsync(WriteRequest request, CancellationToken cancellationToken)
    {
        if (plans.Find(plan => plan.Fits(request)) is { } known)
            return known;
        var table = await new SchemaReader(connection, ownSchema).RequireAsync(request.Object, cancellationToken).ConfigureAwait(false);
        var made = new WritePlan(this, table, request) { Request = request.Object };
        if (plans.Count == MostPlans)
        {
            plans[0].Dispose();
            plans.RemoveAt(0);
        }

        plans.Add(made);
        return made;
    }

    /// <summary>The tables may be others than they were.</summary>
    public void Forget()
    {
        foreach (var plan in plans)
            plan.Dispose();
        plans.Clear();
    }

    public WriteShape Shape(Table table, WriteMode mode, IReadOnlyList<StageColumn> columns) => new(table, mode, columns, ++shapes);

    public async ValueTask DisposeAsync()
    {
        Forget();
        Buffer.Dispose();
        await connection.DisposeAsync().ConfigureAwait(false);
    }
}
