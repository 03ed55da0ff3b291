using System.Globalization;
using System.Text.Json;

namespace Acme_Drivers.Zephyr.Sample;

/// <summary>The objects of the sample installation. Tickets have a field of every type.</summary>
public sealed class SampleStore
{
    private readonly Dictionary<string, SampleTable> tables = new(StringComparer.Ordinal);

    /// <summary>Makes an installation with so many tickets, and a few customers.</summary>
    public SampleStore(int tickets, TimeProvider? clock = null)
    {
        Clock = clock ?? TimeProvider.System;
        Add(new SampleTable("customers", "Customers",
        [
            new("id", "text") { Label = "Id", Writable = false, Unique = true },
            new("external_id", "text") { Label = "External id", Unique = true, MaxLength = 40 },
            new("name", "text") { Label = "Name", Required = true, MaxLength = 120 },
            new("email", "text") { Label = "E-mail", MaxLength = 120 },
            new("active", "boolean") { Label = "Active" },
            new("credit_limit", "decimal") { Label = "Credit limit", Precision = 12, Scale = 2 },
            new("since", "date") { Label = "Customer since" },
            new("updated_at", "datetime") { Label = "Updated", Writable = false },
        ]));
        Add(new SampleTable("tickets", "Tickets",
        [
            new("id", "text") { Label = "Id", Writable = false, Unique = true },
            new("external_id", "text") { Label = "External id", Unique = true, MaxLength = 40 },
            new("subject", "text") { Label = "Subject", Required = true, MaxLength = 200 },
            new("status", "choice") { Label = "Status", Choices = ["new", "open", "pending", "solved"] },
            new("priority", "integer") { Label = "Priority" },
            new("escalated", "boolean") { Label = "Escalated" },
            new("customer_id", "reference") { Label = "Customer", References = "customers", Path = "customer" },
            new("cost", "decimal") { Label = "Cost", Precision = 18, Scale = 2 },
            new("minutes_spent", "number") { Label = "Minutes spent" },
            new("due_on", "date") { Label = "Due" },
            new("remind_at", "time") { Label = "Remind at" },
            new("opened_at", "datetime") { Label = "Opened" },
            new("thread_id", "uuid") { Label = "Thread" },
            new("details", "json") { Label = "Details" },
            new("cf_region", "text") { Label = "Region", Custom = true, MaxLength = 40 },
            new("updated_at", "datetime") { Label = "Updated", Writable = false },
        ]));
        Fill(tickets);
    }

    /// <summary>Tells when a record was changed.</summary>
    public TimeProvider Clock { get; }

    /// <summary>Anything but 0 gives the lists of objects and fields in another order, which a caller must not depend on.</summary>
    public int Seed { get; init; }

    public IEnumerable<SampleTable> Tables => tables.Values.OrderBy(table => table.Name, StringComparer.Ordinal);

    public SampleTable Table(string name) => tables.GetValueOrDefault(name) ?? throw new SampleFault(404, "unknown_object", name);

    /// <summary>Adds an object.</summary>
    public void Add(SampleTable table) => tables[table.Name] = table;

    private void Fill(int tickets)
    {
        var start = new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
        string[] states = ["new", "open", "pending", "solved"];
        var customers = Math.Clamp(tickets / 5, 5, 200);
        for (var i = 0; i < customers; i++)
        {
            Table("customers").Add(new(StringComparer.Ordinal)
            {
                ["external_id"] = string.Create(CultureInfo.InvariantCulture, $"C{i:D4}"),
                ["name"] = string.Create(CultureInfo.InvariantCulture, $"Customer {i} Ω 東京 🚲"),
                ["email"] = i % 7 == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"desk{i}@example.com"),
                ["active"] = i % 3 != 0,
                ["credit_limit"] = i % 5 == 0 ? null : 1000.50m + i,
                ["since"] = new DateOnly(2020, 1, 1).AddDays(i),
            }, start.AddMinutes(i));
        }

        for (var i = 0; i < tickets; i++)
        {
            Table("tickets").Add(new(StringComparer.Ordinal)
            {
                ["external_id"] = string.Create(CultureInfo.InvariantCulture, $"T{i:D6}"),
                ["subject"] = string.Create(CultureInfo.InvariantCulture, $"Ticket {i}"),
                ["status"] = states[i % 4],
                ["priority"] = i % 6 == 0 ? null : (long)((i % 4) + 1),
                ["customer_id"] = i % 9 == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"cus_{(i % customers) + 1:D7}"),
                ["escalated"] = i % 10 == 0,
                ["cost"] = i % 8 == 0 ? null : 12.50m + i,
                ["due_on"] = i % 4 == 0 ? null : new DateOnly(2026, 2, 1).AddDays(i % 300),
                ["minutes_spent"] = i * 0.25,
                ["remind_at"] = i % 3 == 0 ? new TimeOnly(8 + (i % 9), 30) : null,
                ["cf_region"] = i % 2 == 0 ? "north" : null,
                ["opened_at"] = start.AddMinutes(i * 7),
            }, start.AddMinutes(i * 11));
        }
    }
}
