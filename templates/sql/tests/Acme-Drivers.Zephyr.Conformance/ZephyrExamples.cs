using System.Globalization;
using IntegrationAgent.Driver;
using IntegrationAgent.Driver.Conformance;

namespace Acme_Drivers.Zephyr.Conformance;

/// <summary>What each example of the package does, and the other system that it does it with: the kit compiles and runs them.</summary>
internal static class ZephyrExamples
{
    public static IReadOnlyList<ConformanceExample> All { get; } =
    [
//#if (!canWrite)
        new()
        {
            Id = "join-parent",
            Effects = ["read zephyr.tickets", "upsert warehouse.tickets by ticket_id"],
            Others = [Warehouse("tickets", Field("ticket_id", FieldType.Int64), Field("subject"), Field("customer"))],
            PrepareAsync = TicketsAsync,
        },
//#endif
        new()
        {
            Id = "page",
            Effects = ["read zephyr.tickets", "upsert warehouse.tickets by ticket_id"],
            Others = [Warehouse("tickets", Field("ticket_id", FieldType.Int64), Field("subject"), Field("cost", FieldType.Decimal))],
            PrepareAsync = TicketsAsync,
        },
        new()
        {
            Id = "read-filter",
            Effects = ["read zephyr.tickets", "upsert warehouse.tickets by ticket_id"],
            Others = [Warehouse("tickets", Field("ticket_id", FieldType.Int64), Field("subject"), Field("status"))],
            PrepareAsync = TicketsAsync,
        },
//#if (canWrite)
        new()
        {
            Id = "upsert-by-key",
            Effects = ["read warehouse.cases", "upsert zephyr.tickets by external_id"],
            Others =
            [
                Warehouse(
                    "cases",
                    Field("case_number"),
                    new() { Name = "title", Type = FieldType.String, Nullable = false, MaxLength = 40 },
                    new() { Name = "status", Type = FieldType.String, Choices = [RecordValue.From("open"), RecordValue.From("solved")] }),
            ],
        },
//#endif
    ];

    /// <summary>An object of the other system; its first field is its key.</summary>
    private static ExampleObject Warehouse(string name, params ConformanceField[] fields) =>
        new() { Connection = "warehouse", Object = new() { Name = name, KeyFields = [fields[0].Name], Fields = fields } };

    private static ConformanceField Field(string name, FieldType type = FieldType.String) => new() { Name = name, Type = type, MaxLength = type == FieldType.String ? 40 : null };

    /// <summary>Tickets of every status, one a day back from now.</summary>
    private static ValueTask TicketsAsync(ConformanceTarget target, DateTimeOffset now, CancellationToken cancellationToken)
    {
        string[] states = ["new", "open", "pending", "solved"];
        return target.PutAsync(
            [
                .. Enumerable.Range(1, 50).Select(i => new ConformanceRow(
                [
                    new("external_id", RecordValue.From(string.Create(CultureInfo.InvariantCulture, $"X{i:D4}"))),
                    new("subject", RecordValue.From(string.Create(CultureInfo.InvariantCulture, $"Ticket {i}"))),
                    new("status", RecordValue.From(states[i % 4])),
                    new("customer_id", i % 6 == 0 ? RecordValue.Null : RecordValue.From((i % 5) + 1L)),
                    new("cost", RecordValue.From(i + 0.50m)),
                    new("opened_at", RecordValue.From(now.AddDays(-i).AddHours(1))),
                ])),
            ],
            cancellationToken);
    }
}
