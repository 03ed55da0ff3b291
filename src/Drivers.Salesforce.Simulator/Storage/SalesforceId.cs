namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>Record ids: three characters of key prefix, three of instance, nine base-62 digits, three of checksum.</summary>
internal static class SalesforceId
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Checksums = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    private const string Instance = "5e0";
    private const long FirstNumber = 2_761_485_037;

    /// <summary>Writes the 18-character id of a row.</summary>
    public static void Write(string prefix, int row, Span<char> target)
    {
        prefix.CopyTo(target);
        Instance.CopyTo(target[3..]);
        var number = FirstNumber + row;
        for (var i = 14; i >= 6; i--)
        {
            target[i] = Digits[(int)(number % 62)];
            number /= 62;
        }

        WriteChecksum(target);
    }

    /// <summary>Writes the 18-character id of a row as ASCII.</summary>
    public static void Write(string prefix, int row, Span<byte> target)
    {
        Span<char> text = stackalloc char[18];
        Write(prefix, row, text);
        for (var i = 0; i < 18; i++) target[i] = (byte)text[i];
    }

    public static string Format(string prefix, int row) =>
        string.Create(18, (prefix, row), static (span, state) => Write(state.prefix, state.row, span));

    /// <summary>Adds the checksum to a 15-character id.</summary>
    public static string To18(string id15) => string.Create(18, id15, static (span, id) =>
    {
        id.AsSpan(0, 15).CopyTo(span);
        WriteChecksum(span);
    });

    /// <summary>Whether the text is a well-formed id of 15 or 18 characters; an 18-character id must carry its checksum.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        if (text.Length is not (15 or 18)) return false;
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c)) return false;
        }

        if (text.Length == 15) return true;
        Span<char> check = stackalloc char[18];
        text.CopyTo(check);
        WriteChecksum(check);
        return text[15..].Equals(check[15..], StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The row number that a well-formed id of this instance names, or -1.</summary>
    public static int RowOf(ReadOnlySpan<char> id)
    {
        if (!id[3..6].SequenceEqual(Instance)) return -1;
        long number = 0;
        for (var i = 6; i < 15; i++) number = (number * 62) + DigitOf(id[i]);
        number -= FirstNumber;
        return number is >= 0 and < int.MaxValue ? (int)number : -1;
    }

    private static int DigitOf(char c) => c switch
    {
        <= '9' => c - '0',
        <= 'Z' => c - 'A' + 10,
        _ => c - 'a' + 36,
    };

    private static void WriteChecksum(Span<char> id)
    {
        for (var block = 0; block < 3; block++)
        {
            var bits = 0;
            for (var i = 0; i < 5; i++)
            {
                if (id[(block * 5) + i] is >= 'A' and <= 'Z') bits |= 1 << i;
            }

            id[15 + block] = Checksums[bits];
        }
    }
}
