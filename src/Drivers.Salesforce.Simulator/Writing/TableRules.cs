using System.Runtime.CompilerServices;
using IntegrationAgent.Drivers.Salesforce.Simulator.Schema;
using IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

namespace IntegrationAgent.Drivers.Salesforce.Simulator.Writing;

/// <summary>What every write of a table needs to know, found once.</summary>
internal sealed class TableRules
{
    private static readonly ConditionalWeakTable<Table, TableRules> Known = [];

    private (DateOnly Day, Func<int, bool>[] Holds)? _conditions;

    private TableRules(Table table)
    {
        var fields = table.Schema.Fields;
        Required = [.. fields.Where(f => f.Required)];
        AutoNumbers = [.. fields.Where(f => f.AutoNumber)];
        Defaulted = [.. fields.Where(f => f.Createable && (f.Name == "OwnerId" || (f.DefaultValue is not null && !f.AutoNumber)))];
        Created = table.Find("CreatedDate") as LongColumn;
        CreatedBy = table.Find("CreatedById") as LongColumn;
        Modified = table.Find("LastModifiedDate") as LongColumn;
        ModifiedBy = table.Find("LastModifiedById") as LongColumn;
        Stamp = table.Find("SystemModstamp") as LongColumn;
    }

    public FieldSchema[] Required { get; }

    public FieldSchema[] AutoNumbers { get; }

    /// <summary>Fields that have a value when a record is created without one.</summary>
    public FieldSchema[] Defaulted { get; }

    public LongColumn? Created { get; }

    public LongColumn? CreatedBy { get; }

    public LongColumn? Modified { get; }

    public LongColumn? ModifiedBy { get; }

    public LongColumn? Stamp { get; }

    /// <summary>When each validation rule refuses a record. Words such as TODAY are bound when a rule is compiled: it is compiled again on another day.</summary>
    public Func<int, bool>[] Conditions(Table table, DateOnly day, Func<Table, string, Func<int, bool>> compile)
    {
        if (_conditions is { } known && known.Day == day) return known.Holds;
        Func<int, bool>[] holds = [.. table.Schema.ValidationRules.Select(rule => compile(table, rule.ErrorWhen))];
        _conditions = (day, holds);
        return holds;
    }

    public static TableRules Of(Table table) => Known.GetValue(table, static t => new TableRules(t));
}
