using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Conformance;

namespace Drivers.Sqlite.Conformance;

/// <summary>What the examples of the package do, and what there is for them to do it with.</summary>
internal static class SqliteExamples
{
    public static IReadOnlyList<ConformanceExample> All { get; } =
    [
        new()
        {
            Id = "copy-changes",
            Effects = ["read shop.orders", "upsert warehouse.orders by id"],
            Own = ["shop"],
            Others =
            [
                new()
                {
                    Connection = "warehouse",
                    Object = new()
                    {
                        Name = "orders",
                        KeyFields = ["id"],
                        Fields =
                        [
                            new() { Name = "id", Type = FieldType.Int64, Nullable = false },
                            new() { Name = "status", Type = FieldType.String },
                            new() { Name = "total", Type = FieldType.Decimal },
                            new() { Name = "changed", Type = FieldType.Timestamp },
                        ],
                    },
                },
            ],
            PrepareAsync = OrdersAsync,
        },
        new()
        {
            Id = "read-filter",
            Effects = ["read shop.orders", "upsert reports.sales by order_id"],
            Own = ["shop"],
            Others =
            [
                new()
                {
                    Connection = "reports",
                    Object = new()
                    {
                        Name = "sales",
                        KeyFields = ["order_id"],
                        Fields = [new() { Name = "order_id", Type = FieldType.Int64, Nullable = false }, new() { Name = "status", Type = FieldType.String }, new() { Name = "total", Type = FieldType.Decimal }],
                    },
                },
            ],
            PrepareAsync = OrdersAsync,
        },
        new()
        {
            Id = "upsert-by-key",
            Effects = ["read salesforce.Lead", "create object warehouse.leads by sf_id", "upsert warehouse.leads by sf_id"],
            Own = ["warehouse"],
            Others =
            [
                new()
                {
                    Connection = "salesforce",
                    Object = new()
                    {
                        Name = "Lead",
                        KeyFields = ["Id"],
                        Fields = [new() { Name = "Id", Type = FieldType.String, Nullable = false }, new() { Name = "Name", Type = FieldType.String }, new() { Name = "Email", Type = FieldType.String }],
                    },
                },
                new()
                {
                    Connection = "warehouse",
                    Object = new()
                    {
                        Name = "leads",
                        KeyFields = ["sf_id"],
                        Fields = [new() { Name = "sf_id", Type = FieldType.String, Nullable = false }, new() { Name = "name", Type = FieldType.String }, new() { Name = "email", Type = FieldType.String }],
                    },
                },
            ],
        },
    ];

    /// <summary>Orders, half of them older than 30 days and a third of them drafts.</summary>
    private static ValueTask OrdersAsync(ConformanceTarget target, DateTimeOffset now, CancellationToken cancellationToken) => ((SqliteTarget)target).ExecuteAsync(
        $"""
        CREATE TABLE orders (id INTEGER PRIMARY KEY, status TEXT, total DECIMAL_TEXT(12,2), placed TIMESTAMP, changed TIMESTAMP);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30)
        INSERT INTO orders SELECT i, CASE WHEN i % 3 = 0 THEN 'draft' ELSE 'sold' END, i || '.50',
            strftime('%Y-%m-%dT%H:%M:%S+00:00', {now.ToUnixTimeSeconds()} - i * 4 * 86400 + 3600, 'unixepoch'), strftime('%Y-%m-%dT%H:%M:%S+00:00', {now.ToUnixTimeSeconds()} - i * 60, 'unixepoch') FROM n;
        """,
        cancellationToken);
}
