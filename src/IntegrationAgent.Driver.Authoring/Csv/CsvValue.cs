namespace IntegrationAgent.Driver.Authoring;

/// <summary>Writes a text, as it stands in CSV, as a value of a field's type.</summary>
public static class CsvValue
{
    /// <summary>Writes the value; false when the text is not one of the type.</summary>
    public static bool TryWrite(RecordPageWriter writer, FieldType type, ReadOnlySpan<byte> text)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (type != FieldType.Json)
            return JsonValueWriter.TryWriteText(writer, type, text);
        writer.WriteUtf8(text);
        return true;
    }
}
