using System.Text;
using System.Text.Json;

namespace IntegrationAgent.Driver.Authoring;

/// <summary>
/// How the properties of one JSON object become the fields of one record: a path of property names for each field of a schema. Properties that no path names are
/// skipped; a path whose property is missing, or whose parent is null, becomes a null. Not thread-safe.
/// </summary>
public sealed class JsonRecordMap
{
    private readonly Node root;
    private readonly FieldType[] types;
    private readonly Slot[] slots;

    /// <summary>Makes a map.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="paths">For each field, the names of the properties that lead to it.</param>
    public JsonRecordMap(RecordSchema schema, IReadOnlyList<IReadOnlyList<string>> paths)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count != schema.Fields.Count)
            throw new ArgumentException("There must be one path for each field.", nameof(paths));
        Schema = schema;
        types = [.. schema.Fields.Select(field => field.Type)];
        slots = new Slot[types.Length];
        var builder = new NodeBuilder();
        for (var field = 0; field < paths.Count; field++)
            builder.Add(paths[field], 0, field);
        root = builder.Build();
    }

    /// <summary>The columns.</summary>
    public RecordSchema Schema { get; }

    /// <summary>
    /// Reads the object that the reader stands on and writes it as one record. False where the bytes end before the object does; then nothing has been written.
    /// </summary>
    /// <param name="reader">Stands on the start of the object.</param>
    /// <param name="buffer">The bytes that the reader was made from.</param>
    /// <param name="writer">Takes the record.</param>
    /// <exception cref="DriverException"><see cref="DriverErrorCode.SchemaChanged"/> when a value is not of its field's type.</exception>
    public bool TryReadRecord(ref Utf8JsonReader reader, ReadOnlySpan<byte> buffer, RecordPageWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Array.Clear(slots);
        if (!TryReadObject(ref reader, root))
            return false;
        writer.BeginRecord();
        for (var field = 0; field < types.Length; field++)
        {
            ref var slot = ref slots[field];
            if (slot.Kind is JsonTokenType.None or JsonTokenType.Null)
                writer.WriteNull();
            else if (!JsonValueWriter.TryWrite(writer, types[field], slot.Kind, buffer.Slice(slot.Start, slot.Length), slot.Escaped))
                throw Unfit(field, slot.Kind);
        }

        writer.EndRecord();
        return true;
    }

    private bool TryReadObject(ref Utf8JsonReader reader, Node node)
    {
        var expected = 0;
        while (true)
        {
            if (!reader.Read())
                return false;
            if (reader.TokenType == JsonTokenType.EndObject)
                return true;
            var index = node.IndexOf(ref reader, expected);
            if (!reader.Read())
                return false;
            if (index < 0)
            {
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && !reader.TrySkip())
                    return false;
                continue;
            }

            expected = index + 1;
            var child = node.Children[index];
            if (child is not null && reader.TokenType == JsonTokenType.StartObject)
            {
                if (!TryReadObject(ref reader, child))
                    return false;
            }
            else if (!TryTake(ref reader, node.Fields[index]))
            {
                return false;
            }
        }
    }

    private bool TryTake(ref Utf8JsonReader reader, int field)
    {
        var start = (int)reader.TokenStartIndex;
        var kind = reader.TokenType;
        if (kind is JsonTokenType.StartObject or JsonTokenType.StartArray && !reader.TrySkip())
            return false;
        if (field >= 0)
            slots[field] = new Slot { Kind = kind, Start = start, Length = (int)reader.BytesConsumed - start, Escaped = kind == JsonTokenType.String && reader.ValueIsEscaped };
        return true;
    }

    private DriverException Unfit(int field, JsonTokenType kind) =>
        new(DriverErrorCode.SchemaChanged, $"The field '{Schema.Fields[field].Name}' came as {kind}, not as {types[field]}. Discover the object again.")
        {
            Target = Schema.Fields[field].Name,
            Scope = ErrorScope.Object,
        };

    private struct Slot
    {
        internal JsonTokenType Kind;
        internal bool Escaped;
        internal int Start;
        internal int Length;
    }

    private sealed class Node(byte[][] names, int[] fields, Node?[] children)
    {
        internal int[] Fields { get; } = fields;

        internal Node?[] Children { get; } = children;

        /// <summary>Systems answer in the order in which they were asked: the next name is nearly always the expected one.</summary>
        internal int IndexOf(ref Utf8JsonReader reader, int expected)
        {
            if (!reader.ValueIsEscaped)
            {
                var name = reader.ValueSpan;
                if (expected < names.Length && name.SequenceEqual(names[expected]))
                    return expected;
                for (var i = 0; i < names.Length; i++)
                {
                    if (name.SequenceEqual(names[i]))
                        return i;
                }

                return -1;
            }

            for (var i = 0; i < names.Length; i++)
            {
                if (reader.ValueTextEquals(names[i]))
                    return i;
            }

            return -1;
        }
    }

    private sealed class NodeBuilder
    {
        private readonly List<(string Name, int Field, NodeBuilder? Child)> entries = [];

        internal void Add(IReadOnlyList<string> path, int depth, int field)
        {
            var name = path[depth];
            var last = depth == path.Count - 1;
            var at = entries.FindIndex(entry => string.Equals(entry.Name, name, StringComparison.Ordinal));
            if (at < 0)
            {
                entries.Add((name, -1, null));
                at = entries.Count - 1;
            }

            var (_, known, child) = entries[at];
            if (last)
            {
                if (known >= 0)
                    throw new ArgumentException($"Two fields read the property '{name}'.", nameof(path));
                entries[at] = (name, field, child);
                return;
            }

            child ??= new NodeBuilder();
            child.Add(path, depth + 1, field);
            entries[at] = (name, known, child);
        }

        internal Node Build() => new(
            [.. entries.Select(entry => Encoding.UTF8.GetBytes(entry.Name))],
            [.. entries.Select(entry => entry.Field)],
            [.. entries.Select(entry => entry.Child?.Build())]);
    }
}
