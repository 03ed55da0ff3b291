using System.Text;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Agent.Execution;

/// <summary>A record's key as one text, for dictionaries and for the ledger: the canonical texts of its values, joined by a character that no value holds unescaped.</summary>
internal static class KeyText
{
    private const char Separator = '\u001F';

    internal static string Of(Record record, ReadOnlySpan<int> ordinals)
    {
        if (ordinals.Length == 1)
            return ValueComparer.Canonical(record.GetValue(ordinals[0]));
        var text = new StringBuilder();
        foreach (var ordinal in ordinals)
        {
            if (text.Length > 0)
                text.Append(Separator);
            text.Append(ValueComparer.Canonical(record.GetValue(ordinal)).Replace("\u001F", "\u001F\u001F", StringComparison.Ordinal));
        }

        return text.ToString();
    }

    /// <summary>The same text as its bytes where they stand in the record as they are: a key of one text.</summary>
    internal static bool TryGetUtf8(Record record, ReadOnlySpan<int> ordinals, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (ordinals.Length != 1 || record.Schema.Fields[ordinals[0]].Type is not (FieldType.String or FieldType.Reference))
            return false;
        text = record.GetBytes(ordinals[0]).Span;
        return true;
    }

    internal static int[] Ordinals(RecordSchema schema, IReadOnlyList<string> keyFields)
    {
        var ordinals = new int[keyFields.Count];
        for (var i = 0; i < ordinals.Length; i++)
        {
            ordinals[i] = schema.IndexOf(keyFields[i]);
            if (ordinals[i] < 0)
                throw new AgentException("E-RUN-KEY", $"The key field '{keyFields[i]}' is not among the written fields.", "Write the key field in every record.", ExitCode.Refused);
        }

        return ordinals;
    }
}
