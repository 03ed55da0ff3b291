using System.Diagnostics;
using System.Globalization;

namespace IntegrationAgent.Agent.Audit;

/// <summary>Names this process so that a later one can tell whether it still lives: host, id, and when it began, because ids are used again.</summary>
internal static class ProcessIdentity
{
    public static string Current { get; } = $"{Environment.MachineName}:{Environment.ProcessId}:{Started(Environment.ProcessId)}";

    /// <summary>Whether it has certainly ended. A process of another host is never certain.</summary>
    public static bool HasEnded(string identity)
    {
        var parts = identity.Split(':');
        if (parts.Length != 3 || parts[0] != Environment.MachineName || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return false;
        return Started(id) != parts[2];
    }

    private static string Started(int id)
    {
        try
        {
            if (OperatingSystem.IsLinux())
            {
                var stat = File.ReadAllText($"/proc/{id}/stat");
                return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
            }

            using var process = Process.GetProcessById(id);
            return process.StartTime.Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            return "";
        }
    }
}
