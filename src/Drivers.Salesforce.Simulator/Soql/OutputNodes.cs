using System.Globalization;
using System.Text;
using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

/// <summary>Writes one member of a record, its name included, with a comma before it.</summary>
internal abstract class OutputNode(string name)
{
    public string Name { get; } = name;

    protected byte[] Prefix { get; } = Encoding.UTF8.GetBytes($",\"{name}\":");

    public abstract void Write(JsonBuffer json, int row);

    public static OutputNode For(string name, Column column, RecordStore store) => column switch
    {
        AddressColumn address => new AddressNode(name, address),
        TextColumn { IsStored: true } text => new TextColumnNode(name, text),
        TextColumn text => new TextNode(name, text.Text),
        NumberColumn number => new NumberNode(name, number.Number, column.Field.Type == FieldType.Int),
        BoolColumn b => new BoolNode(name, b.Bool),
        IdColumn id => new IdNode(name, id),
        LongColumn l when column.Field.Type == FieldType.Reference => new ReferenceNode(name, l.Long, store),
        LongColumn l => new TimeNode(name, l.Long, column.Field.Type),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>Writes the value of any operand; for what is not a plain column.</summary>
    public static OutputNode For(string name, Operand operand, RecordStore store)
    {
        if (operand.IsText) return new TextNode(name, operand.Text);
        if (operand.IsNumber) return new NumberNode(name, operand.Number, operand.Type == FieldType.Int);
        if (operand.IsReference) return new ReferenceNode(name, operand.Long, store);
        if (operand.Type == FieldType.Boolean) return new NullableBoolNode(name, operand.Bool);
        return new TimeNode(name, operand.Long, operand.Type);
    }
}

internal sealed class TextNode(string name, Func<int, string?> text) : OutputNode(name)
{
    public override void Write(JsonBuffer json, int row) => json.Raw(Prefix).String(text(row));
}

internal sealed class TextColumnNode(string name, TextColumn column) : OutputNode(name)
{
    public override void Write(JsonBuffer json, int row)
    {
        if (!column.TryGetStored(row, out var utf8, out var plain)) json.Raw(Prefix).Null();
        else if (plain) json.Member(Prefix, utf8);
        else json.Raw(Prefix).String(column.Text(row));
    }
}

internal sealed class IdNode(string name, IdColumn column) : OutputNode(name)
{
    private readonly string _keyPrefix = column.KeyPrefix;

    public override void Write(JsonBuffer json, int row)
    {
        json.Raw(Prefix);
        ReferenceNode.WriteId(json, _keyPrefix, row);
    }
}

internal sealed class NumberNode(string name, Func<int, double> number, bool integer) : OutputNode(name)
{
    public override void Write(JsonBuffer json, int row)
    {
        json.Raw(Prefix);
        var value = number(row);
        if (double.IsNaN(value)) json.Null();
        else if (integer) json.Long((long)value);
        else json.Double(value);
    }
}

internal sealed class BoolNode(string name, Func<int, bool> value) : OutputNode(name)
{
    public override void Write(JsonBuffer json, int row) => json.Raw(Prefix).Bool(value(row));
}

internal sealed class NullableBoolNode(string name, Func<int, int> value) : OutputNode(name)
{
    public override void Write(JsonBuffer json, int row)
    {
        json.Raw(Prefix);
        if (value(row) is var b && b < 0) json.Null();
        else json.Bool(b == 1);
    }
}

internal sealed class ReferenceNode(string name, Func<int, long> value, RecordStore store) : OutputNode(name)
{
    public override void Write(JsonBuffer json, int row)
    {
        json.Raw(Prefix);
        var reference = value(row);
        if (reference == RecordRef.Null) json.Null();
        else WriteId(json, store.Tables[RecordRef.Table(reference)].Schema.KeyPrefix, RecordRef.Row(reference));
    }

    public static void WriteId(JsonBuffer json, string prefix, int row)
    {
        var target = json.Reserve(20);
        target[0] = (byte)'"';
        SalesforceId.Write(prefix, row, target[1..]);
        target[19] = (byte)'"';
        json.Advance(20);
    }
}

internal sealed class TimeNode(string name, Func<int, long> value, FieldType type) : OutputNode(name)
{
    public override void Write(JsonBuffer json, int row)
    {
        json.Raw(Prefix);
        WriteValue(json, value(row), type);
    }

    public static void WriteValue(JsonBuffer json, long ticks, FieldType type)
    {
        if (ticks == RecordRef.Null)
        {
            json.Null();
            return;
        }

        json.Byte((byte)'"');
        var target = json.Reserve(32);
        switch (type)
        {
            case FieldType.Date:
                json.Advance(CivilTime.WriteDate(ticks, target));
                break;
            case FieldType.Time:
                json.Advance(CivilTime.WriteTime(ticks, target));
                json.Byte((byte)'Z');
                break;
            default:
                json.Advance(CivilTime.WriteDateTime(ticks, target));
                json.Raw("+0000"u8);
                break;
        }

        json.Byte((byte)'"');
    }
}

internal sealed class AddressNode(string name, AddressColumn address) : OutputNode(name)
{
    private readonly (OutputNode Node, Column Part)[] _parts = [.. address.Parts.Select(p => (For(p.Key, p.Part, null!), p.Part))]; // parts are texts and numbers only

    public override void Write(JsonBuffer json, int row)
    {
        json.Raw(Prefix);
        if (address.IsNull(row))
        {
            json.Null();
            return;
        }

        json.Byte((byte)'{');
        var start = json.Length;
        foreach (var (node, _) in _parts) node.Write(json, row);
        json.RemoveAt(start); // the comma before the first part
        json.Byte((byte)'}');
    }
}

/// <summary>FORMAT(field): numbers with separators, dates in the user's way.</summary>
internal sealed class FormatNode(string name, Operand operand, TimeZoneInfo zone) : OutputNode(name)
{
    public override void Write(JsonBuffer json, int row)
    {
        json.Raw(Prefix);
        json.String(operand.IsNull(row) ? null : Format(row));
    }

    private string? Format(int row)
    {
        if (operand.IsNumber)
        {
            var digits = operand.Field is { Scale: > 0 } f ? Math.Min(f.Scale, 6) : 0;
            var text = operand.Number(row).ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            return operand.Type == FieldType.Currency ? "$" + text : text;
        }

        return operand.Type switch
        {
            FieldType.Date => DateTime.UnixEpoch.AddDays(operand.Long(row)).ToString("M/d/yyyy", CultureInfo.InvariantCulture),
            FieldType.Datetime => TimeZoneInfo.ConvertTime(CivilTime.FromMs(operand.Long(row)), zone).ToString("M/d/yyyy, h:mm tt", CultureInfo.InvariantCulture),
            FieldType.Boolean => operand.Bool(row) == 1 ? "true" : "false",
            _ => operand.Text(row),
        };
    }
}
