using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IntegrationAgent.Wire;

/// <summary>
/// Moves the protocol off standard input and output before anything else is loaded: afterwards a stray <c>Console.Write</c> goes to standard error,
/// and reading the console finds its end.
/// </summary>
public static partial class HostStreams
{
    /// <summary>Takes the two streams. Called once, at the start of a host.</summary>
    /// <exception cref="IOException">A descriptor could not be duplicated.</exception>
    public static (Stream Input, Stream Output) Take()
    {
        if (OperatingSystem.IsWindows())
            return (Console.OpenStandardInput(), Console.OpenStandardOutput());
        var input = Check(Duplicate(0));
        var output = Check(Duplicate(1));
        var nothing = Check(Open("/dev/null", 0));
        Check(DuplicateTo(nothing, 0));
        Check(DuplicateTo(2, 1));
        return (
            new FileStream(new SafeFileHandle(input, ownsHandle: true), FileAccess.Read, bufferSize: 0),
            new FileStream(new SafeFileHandle(output, ownsHandle: true), FileAccess.Write, bufferSize: 0));
    }

    private static int Check(int result) => result >= 0 ? result : throw new IOException($"A descriptor could not be moved (error {Marshal.GetLastPInvokeError()}).");

    [LibraryImport("libc", EntryPoint = "dup", SetLastError = true)]
    private static partial int Duplicate(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2", SetLastError = true)]
    private static partial int DuplicateTo(int descriptor, int target);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);
}
