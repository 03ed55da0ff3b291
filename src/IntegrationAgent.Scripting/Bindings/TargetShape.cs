using System.Reflection;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Scripting;

/// <summary>How a class of target records is written: computed once for each class.</summary>
internal sealed class TargetShape<TRow>
    where TRow : class
{
    private readonly FieldWriter<TRow>[] writers;
    private readonly int[] positions;

    private TargetShape(TargetObjectAttribute declared, IReadOnlyList<FieldBinding> fields, int[] positions)
    {
        Connection = declared.Connection;
        ObjectName = declared.ObjectName;
        Fields = fields;
        this.positions = positions;
        Schema = new RecordSchema(fields.Select(field => new RecordField { Name = field.Name, Type = field.Type }));
        writers = [.. fields.Select(FieldWriter<TRow>.For)];
    }

    public static TargetShape<TRow> Instance { get; } = Of();

    public string Connection { get; }

    public string ObjectName { get; }

    public IReadOnlyList<FieldBinding> Fields { get; }

    public RecordSchema Schema { get; }

    /// <summary>The same class with some of its fields only, for a delete.</summary>
    public TargetShape<TRow> Only(IReadOnlyList<string> names)
    {
        var chosen = Enumerable.Range(0, Fields.Count).Where(i => names.Contains(Fields[i].Name, StringComparer.Ordinal)).ToArray();
        return new TargetShape<TRow>(new TargetObjectAttribute(Connection, ObjectName), [.. chosen.Select(i => Fields[i])], [.. chosen.Select(i => positions[i])]);
    }

    public void Write(RecordPageWriter page, TRow row)
    {
        page.BeginRecord();
        var tracked = row as TargetRecord;
        for (var i = 0; i < writers.Length; i++)
        {
            if (tracked is not null && !tracked.IsSet(positions[i]))
                page.WriteAbsent();
            else
                writers[i].Write(page, row);
        }

        page.EndRecord();
    }

    private static TargetShape<TRow> Of()
    {
        var declared = typeof(TRow).GetCustomAttribute<TargetObjectAttribute>() ?? throw new ScriptException(
            "E-SCR-BINDING",
            $"The class {typeof(TRow).Name} does not say which object it is written to.",
            "Use a class of the generated bindings, marked [TargetObject].");
        var fields = FieldBinding.Of(typeof(TRow));
        return new TargetShape<TRow>(declared, fields, [.. Enumerable.Range(0, fields.Count)]);
    }
}
