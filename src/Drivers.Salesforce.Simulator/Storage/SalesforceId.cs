namespace IntegrationAgent.Drivers.Salesforce.Simulator.Storage;

/// <summary>Record ids: three characters of key prefix, three of instance, nine base-62 digits, three of checksum.</summary>
internal static class SalesforceId
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Checksums = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345";
    private const string Instance = "5e0";
    private const long FirstNumber = 2_761_485_037;
    private const int PairCount = 62 * 62;

    /// <summary>Two digits each, with a bit for each of them that is a capital.</summary>
    private static readonly int[] Pairs = [.. Enumerable.Range(0, PairCount).Select(i => Digits[i / 62] | (Digits[i % 62] << 8) | (IsCapital(i / 62) << 16) | (IsCapital(i % 62) << 17))];

    /// <summary>Writes the 18-character id of a row as ASCII: two digits at a time, and the letters' case gathered on the way for the checksum.</summary>
    public static void Write(string prefix, int row, Span<byte> target)
    {
        target = target[..18];
        var capitals = 0;
        for (var i = 0; i < 3; i++)
        {
            target[i] = (byte)prefix[i];
            if (prefix[i] is >= 'A' and <= 'Z') capitals |= 1 << i;
            target[i + 3] = (byte)Instance[i];
        }

        var number = FirstNumber + row;
        for (var at = 13; at > 6; at -= 2)
        {
            var pair = Pairs[(int)(number % PairCount)];
            number /= PairCount;
            target[at] = (byte)pair;
            target[at + 1] = (byte)(pair >> 8);
            capitals |= (pair >> 16) << at;
        }

        target[6] = (byte)Digits[(int)number];
        if (number is >= 10 and < 36) capitals |= 1 << 6;
        for (var block = 0; block < 3; block++) target[15 + block] = (byte)Checksums[(capitals >> (block * 5)) & 31];
    }

    /// <summary>Writes the 18-character id of a row.</summary>
    public static void Write(string prefix, int row, Span<char> target)
    {
        Span<byte> bytes = stackalloc byte[18];
        Write(prefix, row, bytes);
        for (var i = 0; i < bytes.Length; i++) target[i] = (char)bytes[i];
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

    private static int IsCapital(int digit) => digit is >= 10 and < 36 ? 1 : 0;

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
