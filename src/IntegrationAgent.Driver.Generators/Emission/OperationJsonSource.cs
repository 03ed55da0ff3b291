namespace IntegrationAgent.Driver.Generators.Emission;

/// <summary>The helpers that every dispatch carries: strict readers whose errors name the argument and never its value.</summary>
internal static class OperationJsonSource
{
    public const string Members = """
        private const global::System.Text.Json.JsonValueKind Text = global::System.Text.Json.JsonValueKind.String;
        private const global::System.Text.Json.JsonValueKind Number = global::System.Text.Json.JsonValueKind.Number;

        internal static global::IntegrationAgent.Driver.DriverException UnknownOperation(string operation, string[] known) =>
            new(global::IntegrationAgent.Driver.DriverErrorCode.Unsupported, "The driver has no such operation. Call one that its manifest lists.")
            {
                Suggestions = Nearest(operation, known),
            };

        internal static void ReadNothing(global::System.Text.Json.JsonElement element)
        {
            foreach (var member in Members(element, "arguments"))
                throw new global::IntegrationAgent.Driver.DriverException(global::IntegrationAgent.Driver.DriverErrorCode.InvalidValue, "The operation takes no arguments. Pass an empty object.") { Target = "arguments" };
        }

        internal static global::System.Text.Json.JsonElement Null()
        {
            var reader = new global::System.Text.Json.Utf8JsonReader("null"u8);
            return global::System.Text.Json.JsonElement.ParseValue(ref reader);
        }

        internal static global::System.Text.Json.JsonElement ToElement<T>(T value, global::System.Action<global::System.Text.Json.Utf8JsonWriter, T> write)
        {
            var buffer = new global::System.Buffers.ArrayBufferWriter<byte>();
            using (var json = new global::System.Text.Json.Utf8JsonWriter(buffer))
                write(json, value);
            var reader = new global::System.Text.Json.Utf8JsonReader(buffer.WrittenSpan);
            return global::System.Text.Json.JsonElement.ParseValue(ref reader);
        }

        private static global::System.Text.Json.JsonElement.ObjectEnumerator Members(global::System.Text.Json.JsonElement element, string path) => element.ValueKind switch
        {
            global::System.Text.Json.JsonValueKind.Object => element.EnumerateObject(),
            global::System.Text.Json.JsonValueKind.Undefined when path == "arguments" => default,
            _ => throw Invalid(path, "an object"),
        };

        private static void Once(ref global::System.Text.Json.JsonElement slot, global::System.Text.Json.JsonProperty member, string path)
        {
            if (slot.ValueKind != global::System.Text.Json.JsonValueKind.Undefined)
                throw Invalid(Join(path, member.Name), "given once");
            slot = member.Value;
        }

        private static string Join(string path, string name) => path == "arguments" ? name : path + "." + name;

        private static global::IntegrationAgent.Driver.DriverException Invalid(string path, string expected, string[]? suggestions = null) =>
            new(global::IntegrationAgent.Driver.DriverErrorCode.InvalidValue, $"The argument '{path}' must be {expected}.")
            {
                Target = path,
                Suggestions = suggestions ?? [],
            };

        private static global::IntegrationAgent.Driver.DriverException Missing(string path) =>
            new(global::IntegrationAgent.Driver.DriverErrorCode.InvalidValue, $"The argument '{path}' is missing. Pass it.") { Target = path };

        private static global::IntegrationAgent.Driver.DriverException UnknownMember(string path, string[] known) =>
            new(global::IntegrationAgent.Driver.DriverErrorCode.InvalidValue, known.Length == 0
                ? $"'{path}' takes no members. Pass an empty object."
                : $"'{path}' has a member that is not known. The known ones are {string.Join(", ", known)}.")
            {
                Target = path,
                Suggestions = known.Length <= 5 ? known : known[..5],
            };

        private static global::IntegrationAgent.Driver.DriverException Unwritable() =>
            new(global::IntegrationAgent.Driver.DriverErrorCode.Unknown, "The operation ended, and its result holds a value that its schema does not have. Report this to the author of the driver.");

        private static string[] Nearest(string word, string[] known)
        {
            var ranked = (string[])known.Clone();
            global::System.Array.Sort(ranked, (left, right) =>
            {
                var byDistance = Distance(word, left).CompareTo(Distance(word, right));
                return byDistance != 0 ? byDistance : string.CompareOrdinal(left, right);
            });
            return ranked.Length <= 5 ? ranked : ranked[..5];
        }

        private static int Distance(string left, string right)
        {
            left = left.Length <= 64 ? left : left[..64];
            var row = new int[right.Length + 1];
            for (var j = 0; j < row.Length; j++)
                row[j] = j;
            for (var i = 1; i <= left.Length; i++)
            {
                var diagonal = row[0];
                row[0] = i;
                for (var j = 1; j <= right.Length; j++)
                {
                    var above = row[j];
                    row[j] = global::System.Math.Min(global::System.Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (left[i - 1] == right[j - 1] ? 0 : 1));
                    diagonal = above;
                }
            }

            return row[right.Length];
        }

        internal static bool Boolean(global::System.Text.Json.JsonElement element, string path) => element.ValueKind switch
        {
            global::System.Text.Json.JsonValueKind.True => true,
            global::System.Text.Json.JsonValueKind.False => false,
            _ => throw Invalid(path, "true or false"),
        };

        internal static byte Byte(global::System.Text.Json.JsonElement element, string path) =>
            element.ValueKind == Number && element.TryGetByte(out var value) ? value : throw Invalid(path, "a whole number from 0 to 255");

        internal static sbyte SByte(global::System.Text.Json.JsonElement element, string path) =>
            element.ValueKind == Number && element.TryGetSByte(out var value) ? value : throw Invalid(path, "a whole number from -128 to 127");

        internal static short Int16(global::System.Text.Json.JsonElement element, string path) =>
            element.ValueKind == Number && element.TryGetInt16(out var value) ? value : throw Invalid(path, "a whole number of 16 bits");

        internal static ushort UInt16(global::System.Text.Json.JsonElement element, string path) =>
            element.ValueKind == Number && element.TryGetUInt16(out var value) ? value : throw Invalid(path, "a whole number from 0 to 65535");

        internal static int Int32(global::System.Text.Json.JsonElement element, string path) =>
            element.ValueKind == Number && element.TryGetInt32(out var value) ? value : throw Invalid(path, "a whole number of 32 bits");

        internal static uint UInt32(global::System.Text.Json.JsonElement element, string path) =>
            element.ValueKind == Number && element.TryGetUInt32(out var value) ? value : throw Invalid(path, "a whole number of 32 bits, 0 or more");

        internal static long Int64(global::System.Text.Json.JsonElement element, string path) =>
            element.ValueKind == Number && element.TryGetInt64(out var value) ? value : throw Invalid(path, "a whole number of 64 bits");

        internal static ulong UInt64(global::System.Text.Json.JsonElement element, string path) =>
            element.ValueKind == Number && element.TryGetUInt64(out var value) ? value : throw Invalid(path, "a whole number of 64 bits, 0 or more");

        internal static float Single(global::System.Text.Json.JsonElement element, string path) =>
            element.ValueKind == Number && element.TryGetSingle(out var value) && float.IsFinite(value) ? value : throw Invalid(path, "a number");

        internal static double Double(global::System.Text.Json.JsonElement element, string path) =>
            element.ValueKind == Number && element.TryGetDouble(out var value) && double.IsFinite(value) ? value : throw Invalid(path, "a number");

        internal static decimal Decimal(global::System.Text.Json.JsonElement element, string path) =>
            element.ValueKind == Number && element.TryGetDecimal(out var value) ? value : throw Invalid(path, "a number of at most 28 digits");

        internal static string String(global::System.Text.Json.JsonElement element, string path) =>
            element.ValueKind == Text ? element.GetString()! : throw Invalid(path, "a text");

        internal static global::System.DateTimeOffset DateTimeOffset(global::System.Text.Json.JsonElement element, string path)
        {
            // Without an offset the machine's own time zone would decide.
            return element.ValueKind == Text && element.TryGetDateTimeOffset(out var value) && HasOffset(element.GetString()!)
                ? value
                : throw Invalid(path, "a moment with its offset such as 2026-01-31T08:00:00Z");
        }

        private static bool HasOffset(string text)
        {
            var time = text.IndexOf('T');
            return time > 0 && (text[^1] == 'Z' || text.IndexOfAny(['+', '-'], time) >= 0);
        }

        internal static global::System.DateOnly DateOnly(global::System.Text.Json.JsonElement element, string path) =>
            element.ValueKind == Text && global::System.DateOnly.TryParseExact(element.GetString(), "yyyy-MM-dd", global::System.Globalization.CultureInfo.InvariantCulture, global::System.Globalization.DateTimeStyles.None, out var value)
                ? value
                : throw Invalid(path, "a day such as 2026-01-31");

        internal static global::System.TimeOnly TimeOnly(global::System.Text.Json.JsonElement element, string path) =>
            element.ValueKind == Text && global::System.TimeOnly.TryParseExact(element.GetString(), "HH:mm:ss.FFFFFFF", global::System.Globalization.CultureInfo.InvariantCulture, global::System.Globalization.DateTimeStyles.None, out var value)
                ? value
                : throw Invalid(path, "a time such as 08:00:00");

        internal static global::System.Guid Guid(global::System.Text.Json.JsonElement element, string path) =>
            element.ValueKind == Text && element.TryGetGuid(out var value) ? value : throw Invalid(path, "a UUID");

        internal static global::System.Uri Uri(global::System.Text.Json.JsonElement element, string path) =>
            element.ValueKind == Text && global::System.Uri.TryCreate(element.GetString(), global::System.UriKind.Absolute, out var value) ? value : throw Invalid(path, "an absolute address");

        internal static byte[] Bytes(global::System.Text.Json.JsonElement element, string path) =>
            element.ValueKind == Text && element.TryGetBytesFromBase64(out var value) ? value : throw Invalid(path, "bytes in base64");

        internal static T[] List<T>(global::System.Text.Json.JsonElement element, string path, global::System.Func<global::System.Text.Json.JsonElement, string, T> read)
        {
            if (element.ValueKind != global::System.Text.Json.JsonValueKind.Array)
                throw Invalid(path, "a list");
            var items = new T[element.GetArrayLength()];
            for (var i = 0; i < items.Length; i++)
                items[i] = read(element[i], $"{path}[{i}]");
            return items;
        }

        internal static global::System.Collections.Generic.Dictionary<string, T> Map<T>(global::System.Text.Json.JsonElement element, string path, global::System.Func<global::System.Text.Json.JsonElement, string, T> read)
        {
            if (element.ValueKind != global::System.Text.Json.JsonValueKind.Object)
                throw Invalid(path, "an object");
            var items = new global::System.Collections.Generic.Dictionary<string, T>(global::System.StringComparer.Ordinal);
            foreach (var member in element.EnumerateObject())
            {
                if (!items.TryAdd(member.Name, read(member.Value, path + "[…]")))
                    throw Invalid(path, "an object without repeated names");
            }

            return items;
        }

        internal static void WriteNullable<T>(global::System.Text.Json.Utf8JsonWriter json, T? value, global::System.Action<global::System.Text.Json.Utf8JsonWriter, T> write)
            where T : struct
        {
            if (value is { } present)
                write(json, present);
            else
                json.WriteNullValue();
        }

        internal static void WriteList<T>(global::System.Text.Json.Utf8JsonWriter json, global::System.Collections.Generic.IEnumerable<T>? values, global::System.Action<global::System.Text.Json.Utf8JsonWriter, T> write)
        {
            if (values is null)
            {
                json.WriteNullValue();
                return;
            }

            json.WriteStartArray();
            foreach (var value in values)
                write(json, value);
            json.WriteEndArray();
        }

        internal static void WriteMap<T>(global::System.Text.Json.Utf8JsonWriter json, global::System.Collections.Generic.IEnumerable<global::System.Collections.Generic.KeyValuePair<string, T>>? values, global::System.Action<global::System.Text.Json.Utf8JsonWriter, T> write)
        {
            if (values is null)
            {
                json.WriteNullValue();
                return;
            }

            json.WriteStartObject();
            foreach (var (name, value) in values)
            {
                json.WritePropertyName(name);
                write(json, value);
            }

            json.WriteEndObject();
        }

        internal static void WriteValue(global::System.Text.Json.Utf8JsonWriter json, bool value) => json.WriteBooleanValue(value);

        internal static void WriteValue(global::System.Text.Json.Utf8JsonWriter json, int value) => json.WriteNumberValue(value);

        internal static void WriteValue(global::System.Text.Json.Utf8JsonWriter json, uint value) => json.WriteNumberValue(value);

        internal static void WriteValue(global::System.Text.Json.Utf8JsonWriter json, long value) => json.WriteNumberValue(value);

        internal static void WriteValue(global::System.Text.Json.Utf8JsonWriter json, ulong value) => json.WriteNumberValue(value);

        internal static void WriteValue(global::System.Text.Json.Utf8JsonWriter json, decimal value) => json.WriteNumberValue(value);

        internal static void WriteValue(global::System.Text.Json.Utf8JsonWriter json, float value)
        {
            if (!float.IsFinite(value))
                throw Unwritable();
            json.WriteNumberValue(value);
        }

        internal static void WriteValue(global::System.Text.Json.Utf8JsonWriter json, double value)
        {
            if (!double.IsFinite(value))
                throw Unwritable();
            json.WriteNumberValue(value);
        }

        internal static void WriteValue(global::System.Text.Json.Utf8JsonWriter json, string? value) => json.WriteStringValue(value);

        internal static void WriteValue(global::System.Text.Json.Utf8JsonWriter json, global::System.DateTimeOffset value) => json.WriteStringValue(value);

        internal static void WriteValue(global::System.Text.Json.Utf8JsonWriter json, global::System.DateOnly value) =>
            json.WriteStringValue(value.ToString("yyyy-MM-dd", global::System.Globalization.CultureInfo.InvariantCulture));

        internal static void WriteValue(global::System.Text.Json.Utf8JsonWriter json, global::System.TimeOnly value) =>
            json.WriteStringValue(value.ToString("HH:mm:ss.FFFFFFF", global::System.Globalization.CultureInfo.InvariantCulture));

        internal static void WriteValue(global::System.Text.Json.Utf8JsonWriter json, global::System.Guid value) => json.WriteStringValue(value);

        internal static void WriteValue(global::System.Text.Json.Utf8JsonWriter json, global::System.Uri? value) => json.WriteStringValue(value?.OriginalString);

        internal static void WriteValue(global::System.Text.Json.Utf8JsonWriter json, byte[]? value)
        {
            if (value is null)
                json.WriteNullValue();
            else
                json.WriteBase64StringValue(value);
        }

        internal static void WriteValue(global::System.Text.Json.Utf8JsonWriter json, global::System.Text.Json.JsonElement value)
        {
            if (value.ValueKind == global::System.Text.Json.JsonValueKind.Undefined)
                json.WriteNullValue();
            else
                value.WriteTo(json);
        }
        """;
}
