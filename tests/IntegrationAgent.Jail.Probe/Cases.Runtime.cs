using System.Collections;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace IntegrationAgent.Jail.Probe;

internal static partial class Cases
{
    private static void Runtime()
    {
        Add(".NET: DllImport of libc", () => Outcome.Of(CreateSocket(Internet, Stream, 0)));
        Add(".NET: function pointer into libc", () => Pointer());
        Add(".NET: Assembly.Load of bytes", () =>
        {
            var again = Assembly.Load(File.ReadAllBytes(typeof(Cases).Assembly.Location));
            var method = again.GetType(typeof(Cases).FullName!)!.GetMethod(nameof(Socket), BindingFlags.Static | BindingFlags.NonPublic)!;
            return (string)method.Invoke(null, [Internet, Stream, 0])!;
        });
        Add(".NET: environment", () =>
        {
            var all = new StringBuilder();
            foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
                all.Append(variable.Key).Append('=').Append(variable.Value).Append('\n');
            try
            {
                all.Append(File.ReadAllText("/proc/self/environ"));
            }
            catch (UnauthorizedAccessException)
            {
                all.Append("closed");
            }

            return all.ToString().Contains("canary", StringComparison.Ordinal) ? Outcome.Allowed : "clean";
        });
        Add(".NET: unhandled exception", () =>
        {
            var thread = new Thread(() => throw new InvalidOperationException("the text of an exception"));
            thread.Start();
            thread.Join();
            Thread.Sleep(Timeout.Infinite);
            return Outcome.Allowed;
        });
        Add(".NET: garbage on standard output", () =>
        {
            using var output = Console.OpenStandardOutput();
            output.Write(Enumerable.Repeat((byte)0xff, 4096).ToArray());
            output.WriteByte((byte)'\n');
            return "written";
        });
        Add(".NET: ordinary work", () =>
        {
            var sum = Enumerable.Range(0, 50).AsParallel().Select(number => number * 2).Sum();
            return $"{sum} {TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin").Id} {Environment.GetCommandLineArgs().Length}";
        });
    }

    [DllImport("libc", EntryPoint = "socket", SetLastError = true)]
    private static extern int CreateSocket(int family, int type, int protocol);

    private static unsafe string Pointer()
    {
        var socket = (delegate* unmanaged<int, int, int, int>)NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "socket");
        return socket(Internet, Stream, 0) < 0 ? $"errno:{Marshal.GetLastSystemError()}" : Outcome.Allowed;
    }
}
