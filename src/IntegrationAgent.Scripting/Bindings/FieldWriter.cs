using IntegrationAgent.Driver;

namespace IntegrationAgent.Scripting;

/// <summary>Writes one property of a row into one field of a page.</summary>
internal abstract class FieldWriter<TRow>
    where TRow : class
{
    public abstract void Write(RecordPageWriter page, TRow row);

    public static FieldWriter<TRow> For(FieldBinding field)
    {
        var type = field.Property.PropertyType;
        if (type == typeof(Text))
            return new Of<Text>(Getter<Text>(field), static (page, value) => page.WriteText(value));
        if (type == typeof(string))
            return new Of<string?>(Getter<string?>(field), static (page, value) => page.WriteString(value));
        if (type == typeof(byte[]))
        {
            return new Of<byte[]?>(Getter<byte[]?>(field), static (page, value) =>
            {
                if (value is null)
                    page.WriteNull();
                else
                    page.WriteBinary(value);
            });
        }

        if (type == typeof(RecordValue))
            return new Of<RecordValue>(Getter<RecordValue>(field), static (page, value) => page.WriteValue(value));
        return Number<bool>(field, static (page, value) => page.WriteBoolean(value))
            ?? Number<long>(field, static (page, value) => page.WriteInt64(value))
            ?? Number<double>(field, static (page, value) => page.WriteDouble(value))
            ?? Number<decimal>(field, static (page, value) => page.WriteDecimal(value))
            ?? Number<Guid>(field, static (page, value) => page.WriteUuid(value))
            ?? Number<DateOnly>(field, static (page, value) => page.WriteDate(value))
            ?? Number<TimeOnly>(field, static (page, value) => page.WriteTime(value))
            ?? Number<DateTime>(field, static (page, value) => page.WriteLocalTimestamp(value))
            ?? Number<DateTimeOffset>(field, static (page, value) => page.WriteTimestamp(value))
            ?? throw new ScriptException(
                "E-SCR-BINDING",
                $"The property {typeof(TRow).Name}.{field.Property.Name} has the type {type.Name}, which no field can hold.",
                "Use the generated bindings unchanged.");
    }

    private static FieldWriter<TRow>? Number<TValue>(FieldBinding field, Action<RecordPageWriter, TValue> write)
        where TValue : struct
    {
        if (field.Property.PropertyType == typeof(TValue))
            return new Of<TValue>(Getter<TValue>(field), write);
        return field.Property.PropertyType == typeof(TValue?) ? new OfNullable<TValue>(Getter<TValue?>(field), write) : null;
    }

    private static Func<TRow, TValue> Getter<TValue>(FieldBinding field) =>
        field.Property.GetMethod?.CreateDelegate<Func<TRow, TValue>>() ?? throw new ScriptException(
            "E-SCR-BINDING",
            $"The property {typeof(TRow).Name}.{field.Property.Name} cannot be read.",
            "Use the generated bindings unchanged.");

    private sealed class Of<TValue>(Func<TRow, TValue> get, Action<RecordPageWriter, TValue> write) : FieldWriter<TRow>
    {
        public override void Write(RecordPageWriter page, TRow row) => write(page, get(row));
    }

    private sealed class OfNullable<TValue>(Func<TRow, TValue?> get, Action<RecordPageWriter, TValue> write) : FieldWriter<TRow>
        where TValue : struct
    {
        public override void Write(RecordPageWriter page, TRow row)
        {
            if (get(row) is { } value)
                write(page, value);
            else
                page.WriteNull();
        }
    }
}
