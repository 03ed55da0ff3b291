using System.Text;
using System.Text.Json;
using IntegrationAgent.Agent.State;

namespace IntegrationAgent.Agent.Audit;

/// <summary>The file outside the store that signed checkpoints are appended to, one line each.</summary>
internal sealed class CheckpointFile(string path)
{
    private const int Attempts = 500;

    public string Path { get; } = path;

    /// <summary>Every line that can be read; a last line without its end is half written and counted apart.</summary>
    public CheckpointLines Read()
    {
        if (!File.Exists(Path))
            return new CheckpointLines([], [], HalfLine: false);
        string text;
        using (var stream = Open(FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
        using (var reader = new StreamReader(stream, Encoding.UTF8))
            text = reader.ReadToEnd();
        var lines = text.Split('\n');
        var good = new List<AuditCheckpoint>();
        var bad = new List<int>();
        for (var i = 0; i < lines.Length - 1; i++)
        {
            if (TryParse(lines[i]) is { } checkpoint)
                good.Add(checkpoint);
            else
                bad.Add(i + 1);
        }

        return new CheckpointLines(good, bad, lines[^1].Length > 0);
    }

    /// <summary>Appends a line and waits until it is on disk. A half line at the end, from a process that died, is cut off first. Returns whether it was.</summary>
    public bool Append(AuditCheckpoint checkpoint)
    {
        using var stream = Open(FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        var repaired = CutHalfLine(stream);
        stream.Seek(0, SeekOrigin.End);
        stream.Write([.. checkpoint.Line(), (byte)'\n']);
        stream.Flush(flushToDisk: true);
        return repaired;
    }

    /// <summary>The checkpoint that a line holds; null when it holds none.</summary>
    public static AuditCheckpoint? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AuditJson.Default.AuditCheckpoint);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool CutHalfLine(FileStream stream)
    {
        var length = stream.Length;
        var end = length;
        while (end > 0)
        {
            stream.Seek(end - 1, SeekOrigin.Begin);
            if (stream.ReadByte() == '\n')
                break;
            end--;
        }

        if (end == length)
            return false;
        stream.SetLength(end);
        return true;
    }

    // Another process may be appending; it holds the file for as long as a disk takes to write a line.
    private FileStream Open(FileMode mode, FileAccess access, FileShare share)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
                return new FileStream(Path, mode, access, share);
            }
            catch (IOException) when (attempt < Attempts && File.Exists(Path))
            {
                Thread.Sleep(10);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw StateErrors.AuditWrite(exception);
            }
        }
    }
}

/// <summary>What stands in a checkpoint file.</summary>
internal sealed record CheckpointLines(IReadOnlyList<AuditCheckpoint> Checkpoints, IReadOnlyList<int> BadLines, bool HalfLine)
{
    public AuditCheckpoint? Last => Checkpoints.MaxBy(checkpoint => checkpoint.Size);
}
