using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace IntegrationAgent.Agent;

/// <summary>
/// The one byte form of a JSON value that hashes are taken over, after RFC 8785: keys in ordinal order, no white space, UTF-8,
/// the shortest number. It departs from the RFC in one place: a whole number keeps all its digits, also beyond 2^53.
/// Duplicate keys and lone surrogates are refused, because two readers could understand them differently.
/// </summary>
public static class CanonicalJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 128 };

    /// <summary>The canonical bytes of <paramref name="value"/>.</summary>
    public static byte[] Serialize<T>(T value, JsonTypeInfo<T> typeInfo) =>
        Canonicalize(JsonSerializer.SerializeToUtf8Bytes(value, typeInfo));

    /// <summary>The canonical bytes of a JSON text.</summary>
    /// <exception cref="JsonException">The text is not JSON, repeats a key, or holds half a surrogate pair.</exception>
    public static byte[] Canonicalize(ReadOnlyMemory<byte> utf8Json)
    {
        using var document = JsonDocument.Parse(utf8Json, Strict);
        return Canonicalize(document.RootElement);
    }

    /// <summary>The canonical bytes of a parsed value.</summary>
    /// <exception cref="JsonException">The value repeats a key, or holds half a surrogate pair.</exception>
    public static byte[] Canonicalize(JsonElement element)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        Write(output, element);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>SHA-256 over the canonical bytes of <paramref name="value"/>, as 64 lower-case hexadecimal digits.</summary>
    public static string Hash<T>(T value, JsonTypeInfo<T> typeInfo) => Hash(Serialize(value, typeInfo));

    /// <summary>SHA-256 over bytes that are canonical already, as 64 lower-case hexadecimal digits.</summary>
    public static string Hash(ReadOnlySpan<byte> canonical) => Convert.ToHexStringLower(SHA256.HashData(canonical));

    private static void Write(ArrayBufferWriter<byte> output, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(output, element);
                break;
            case JsonValueKind.Array:
                WriteArray(output, element);
                break;
            case JsonValueKind.String:
                WriteString(output, Text(element));
                break;
            case JsonValueKind.Number:
                Ascii(output, Number(element));
                break;
            case JsonValueKind.True:
                output.Write("true"u8);
                break;
            case JsonValueKind.False:
                output.Write("false"u8);
                break;
            case JsonValueKind.Null:
            case JsonValueKind.Undefined:
            default:
                output.Write("null"u8);
                break;
        }
    }

    private static void WriteObject(ArrayBufferWriter<byte> output, JsonElement element)
    {
        var properties = element.EnumerateObject().ToArray();
        Array.Sort(properties, (left, right) => string.CompareOrdinal(left.Name, right.Name));
        output.Write("{"u8);
        for (var i = 0; i < properties.Length; i++)
        {
            if (i > 0)
            {
                if (string.Equals(properties[i].Name, properties[i - 1].Name, StringComparison.Ordinal))
                    throw new JsonException($"The key '{properties[i].Name}' stands twice in one object.");
                output.Write(","u8);
            }

            WriteString(output, properties[i].Name);
            output.Write(":"u8);
            Write(output, properties[i].Value);
        }

        output.Write("}"u8);
    }

    private static void WriteArray(ArrayBufferWriter<byte> output, JsonElement element)
    {
        var first = true;
        output.Write("["u8);
        foreach (var item in element.EnumerateArray())
        {
            if (!first)
                output.Write(","u8);
            first = false;
            Write(output, item);
        }

        output.Write("]"u8);
    }

    private static string Text(JsonElement element)
    {
        try
        {
            return element.GetString() ?? "";
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("A string holds half a surrogate pair.", exception);
        }
    }

    private static void WriteString(ArrayBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var escape = Escape(text[i]);
            if (escape is null)
                continue;
            Utf8(output, text.AsSpan(start, i - start));
            Ascii(output, escape);
            start = i + 1;
        }

        Utf8(output, text.AsSpan(start));
        output.Write("\""u8);
    }

    private static string? Escape(char character) => character switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        < ' ' => "\\u" + ((int)character).ToString("x4", CultureInfo.InvariantCulture),
        _ => null,
    };

    private static void Utf8(ArrayBufferWriter<byte> output, ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty)
            Encoding.UTF8.GetBytes(text, output);
    }

    private static void Ascii(ArrayBufferWriter<byte> output, string text) => Encoding.ASCII.GetBytes(text, output);

    private static string Number(JsonElement element)
    {
        var literal = element.GetRawText();
        if (literal.AsSpan().IndexOfAny('.', 'e', 'E') < 0)
            return literal == "-0" ? "0" : literal;
        var number = element.GetDouble();
        if (!double.IsFinite(number))
            throw new JsonException("A number is outside the range of a double.");
        return EcmaScript(number);
    }

    // Number::toString of ECMAScript, which RFC 8785 refers to.
    private static string EcmaScript(double number)
    {
        if (number == 0)
            return "0";
        var sign = number < 0 ? "-" : "";
        var parts = Math.Abs(number).ToString("R", CultureInfo.InvariantCulture).Split('E');
        var whole = parts[0].Split('.');
        var all = string.Concat(whole);
        var digits = all.TrimStart('0');
        var exponent = parts.Length > 1 ? int.Parse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture) : 0;
        var point = whole[0].Length + exponent - (all.Length - digits.Length);
        digits = digits.TrimEnd('0');
        if (digits.Length <= point && point <= 21)
            return sign + digits + new string('0', point - digits.Length);
        if (point is > 0 and <= 21)
            return $"{sign}{digits[..point]}.{digits[point..]}";
        if (point is > -6 and <= 0)
            return $"{sign}0.{new string('0', -point)}{digits}";
        var fraction = digits.Length > 1 ? "." + digits[1..] : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{fraction}e{(point - 1 < 0 ? '-' : '+')}{Math.Abs(point - 1)}");
    }
}
