using System.Globalization;
using System.Text.Json;
using IntegrationAgent.Driver;

namespace IntegrationAgent.Scripting.Standalone;

/// <summary>How far a script has read, in a file beside it. Moved only after a run that wrote everything.</summary>
internal sealed class LocalCheckpoint(string path)
{
    /// <summary>Changes may become visible a little late: a read begins so much before its mark.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(60);

    private readonly Dictionary<int, RecordValue> reached = [];
    private readonly Dictionary<int, RecordValue> start = [];

    public void Read()
    {
        if (!File.Exists(path))
            return;
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (var step in document.RootElement.GetProperty("queries").EnumerateObject())
        {
            var text = step.Value.GetProperty("mark").GetString() ?? "";
            start[int.Parse(step.Name, CultureInfo.InvariantCulture)] = Enum.Parse<FieldType>(step.Value.GetProperty("type").GetString() ?? "") switch
            {
                FieldType.Timestamp => RecordValue.From(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture)),
                FieldType.LocalTimestamp => RecordValue.From(DateTime.Parse(text, CultureInfo.InvariantCulture)),
                FieldType.Date => RecordValue.From(DateOnly.Parse(text, CultureInfo.InvariantCulture)),
                FieldType.Int64 => RecordValue.From(long.Parse(text, CultureInfo.InvariantCulture)),
                _ => RecordValue.From(text),
            };
        }
    }

    /// <summary>Where a step begins to read; null for everything.</summary>
    public RecordValue? StartOf(int step) => start.TryGetValue(step, out var mark)
        ? mark.Type switch
        {
            FieldType.Timestamp => RecordValue.From(mark.AsTimestamp() - Overlap),
            FieldType.LocalTimestamp => RecordValue.From(mark.AsLocalTimestamp() - Overlap),
            _ => mark,
        }
        : null;

    public void Reach(int step, RecordValue mark) => reached[step] = mark;

    public void Save()
    {
        foreach (var (step, mark) in start)
            reached.TryAdd(step, mark);
        if (reached.Count == 0)
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var part = path + ".part";
        using (var stream = File.Create(part))
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteStartObject("queries");
            foreach (var (step, mark) in reached.OrderBy(pair => pair.Key))
            {
                writer.WriteStartObject(step.ToString(CultureInfo.InvariantCulture));
                writer.WriteString("mark", mark.ToInvariantString());
                writer.WriteString("type", mark.Type.ToString());
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        File.Move(part, path, overwrite: true);
    }
}
