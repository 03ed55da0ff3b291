using System.Text;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>How records of one object are written: attributes first, then the members in query order.</summary>
internal sealed class RecordShape(Table table, string basePath)
{
    private readonly byte[] _head = Encoding.UTF8.GetBytes($"{{\"attributes\":{{\"type\":\"{table.Schema.Name}\",\"url\":\"{basePath}/sobjects/{table.Schema.Name}/");

    public Table Table { get; } = table;

    public List<OutputNode> Members { get; } = [];

    public void Write(JsonBuffer json, int row)
    {
        json.Raw(_head);
        SalesforceId.Write(Table.Schema.KeyPrefix, row, json.Reserve(18));
        json.Advance(18);
        json.Raw("\"}"u8);
        foreach (var member in Members) member.Write(json, row);
        json.Byte((byte)'}');
    }
}

/// <summary>The record that a reference names, or null.</summary>
internal sealed class ParentNode(string name, LongColumn reference) : OutputNode(name)
{
    /// <summary>The shapes by table number: one, unless the reference can name several objects.</summary>
    public Dictionary<int, RecordShape> Shapes { get; } = [];

    public LongColumn Reference { get; } = reference;

    public override void Write(JsonBuffer json, int row)
    {
        json.Raw(Prefix);
        var value = Reference.Long(row);
        if (value == RecordRef.Null) json.Null();
        else if (Shapes.TryGetValue(RecordRef.Table(value), out var shape)) shape.Write(json, RecordRef.Row(value));
        else json.Null();
    }
}

/// <summary>The records that refer to a row, as a query result of their own, or null when there are none.</summary>
internal sealed class ChildrenNode(string name, QueryPlan plan, LongColumn reference, Table parent) : OutputNode(name)
{
    /// <summary>Keeps the rows that do not fit and returns the address of the next page.</summary>
    public Func<QueryPlan, int[], int, string>? Continue { get; set; }

    public int PageSize { get; set; } = 2000;

    public QueryPlan Plan { get; } = plan;

    /// <summary>The number of child records written since it was last set to zero.</summary>
    public int Written { get; set; }

    public override void Write(JsonBuffer json, int row)
    {
        json.Raw(Prefix);
        var rows = Rows(row);
        if (rows.Length == 0)
        {
            json.Null();
            return;
        }

        var shown = Math.Min(rows.Length, PageSize);
        Written += shown;
        json.Raw("{\"totalSize\":"u8).Long(rows.Length).Raw(shown < rows.Length ? ",\"done\":false"u8 : ",\"done\":true"u8);
        if (shown < rows.Length && Continue is not null) json.Raw(",\"nextRecordsUrl\":"u8).String(Continue(Plan, rows, shown));
        json.Raw(",\"records\":["u8);
        for (var i = 0; i < shown; i++)
        {
            if (i > 0) json.Byte((byte)',');
            Plan.WriteRecord(json, rows[i]);
        }

        json.Raw("]}"u8);
    }

    public int[] Rows(int parentRow) => Plan.Select(Plan.Root.Children(reference, parent).Children(parentRow));
}
