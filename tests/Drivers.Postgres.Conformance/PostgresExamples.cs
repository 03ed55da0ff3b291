using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Conformance;

namespace Drivers.Postgres.Conformance;

/// <summary>What the examples of the package do, and what there is for them to do it with.</summary>
internal static class PostgresExamples
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
                            new() { Name = "customer", Type = FieldType.Int64 },
                            new() { Name = "total", Type = FieldType.Decimal },
                            new() { Name = "updated_at", Type = FieldType.Timestamp },
                        ],
                    },
                },
            ],
            PrepareAsync = static (target, _, cancellationToken) => ((PostgresTarget)target).ExecuteAsync(
                """
                CREATE TABLE orders (id int PRIMARY KEY, customer_id int, total numeric(12,2), status text, updated_at timestamptz);
                INSERT INTO orders SELECT i, i % 7, i * 1.5, CASE WHEN i % 10 = 0 THEN 'draft' ELSE 'sold' END, timestamptz '2026-01-01 00:00+00' + i * interval '1 minute' FROM generate_series(1, 30) AS i
                """,
                cancellationToken),
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
                        Fields =
                        [
                            new() { Name = "Id", Type = FieldType.String, Nullable = false },
                            new() { Name = "Name", Type = FieldType.String },
                            new() { Name = "Email", Type = FieldType.String },
                            new() { Name = "CreatedDate", Type = FieldType.Timestamp, Value = static i => RecordValue.From(DateTimeOffset.MaxValue.AddYears(-1).AddDays(-i)) },
                        ],
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
}
