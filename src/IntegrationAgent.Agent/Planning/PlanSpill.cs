using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace IntegrationAgent.Agent.Planning;

/// <summary>Writes every single effect of a dry run to compressed segments in a private folder, so that a plan stays small at any size.</summary>
internal sealed class PlanSpill : IDisposable
{
    private const int RecordsPerSegment = 100_000;
    private static readonly JsonWriterOptions OneLine = new() { Indented = false };
    private readonly string folder;
    private readonly List<PlanSegment> segments = [];
    private GZipStream? current;
    private IncrementalHash? digest;
    private long records;

    /// <summary>Begins anew in that folder: what an earlier dry run left there is removed.</summary>
    public PlanSpill(string folder)
    {
        this.folder = folder;
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Ends the last segment and lists them all.</summary>
    public IReadOnlyList<PlanSegment> Complete()
    {
        EndSegment();
        return segments;
    }

    public void Add(string connection, string target, string kind, string key, IReadOnlyList<string> fields, ReadOnlySpan<Driver.RecordValue> before, ReadOnlySpan<Driver.RecordValue> after)
    {
        current ??= Open();
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, OneLine))
        {
            writer.WriteStartObject();
            writer.WriteString("connection", connection);
            writer.WriteString("object", target);
            writer.WriteString("kind", kind);
            writer.WriteString("key", key);
            Write(writer, "before", fields, before);
            Write(writer, "after", fields, after);
            writer.WriteEndObject();
        }

        buffer.Write("\n"u8);
        digest!.AppendData(buffer.WrittenSpan);
        current.Write(buffer.WrittenSpan);
        if (++records == RecordsPerSegment)
            EndSegment();
    }

    public void Dispose()
    {
        current?.Dispose();
        digest?.Dispose();
    }

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<string> fields, ReadOnlySpan<Driver.RecordValue> values)
    {
        if (values.IsEmpty)
            return;
        writer.WriteStartObject(name);
        for (var i = 0; i < values.Length; i++)
        {
            if (values[i].State == Driver.ValueState.Absent)
                continue;
            if (values[i].IsNull)
                writer.WriteNull(fields[i]);
            else
                writer.WriteString(fields[i], Execution.ValueComparer.Canonical(values[i]));
        }

        writer.WriteEndObject();
    }

    private GZipStream Open()
    {
        digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        records = 0;
        var path = Path.Combine(folder, FormattableString.Invariant($"effects-{segments.Count + 1:0000}.jsonl.gz"));
        return new GZipStream(new FileStream(path, FileMode.CreateNew, FileAccess.Write), CompressionLevel.Fastest);
    }

    private void EndSegment()
    {
        if (current is null)
            return;
        current.Dispose();
        current = null;
        segments.Add(new PlanSegment
        {
            File = FormattableString.Invariant($"effects-{segments.Count + 1:0000}.jsonl.gz"),
            Records = records,
            Sha256 = Convert.ToHexStringLower(digest!.GetHashAndReset()),
        });
        digest.Dispose();
        digest = null;
    }
}
