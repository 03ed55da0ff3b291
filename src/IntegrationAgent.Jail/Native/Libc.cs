using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

[assembly: DisableRuntimeMarshalling]
[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]

namespace IntegrationAgent.Jail.Native;

/// <summary>One entry point for every system call: nothing new has to be bound once limits are in force.</summary>
internal static unsafe partial class Libc
{
    public const int Eperm = 1, Enoent = 2, Eacces = 13, Erofs = 30, Enosys = 38;

    public static nint Call(int number, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0) =>
        Syscall(number, a, b, c, d, e, 0);

    public static int Errno => Marshal.GetLastPInvokeError();

    /// <summary>The error number of a call that must fail; 0 when it did not.</summary>
    public static int ErrnoOf(int number, nint a = 0, nint b = 0, nint c = 0, nint d = 0, nint e = 0) =>
        Call(number, a, b, c, d, e) < 0 ? Errno : 0;

    /// <summary>A NUL-terminated copy that is never freed: it lives until this process image is replaced.</summary>
    public static byte* Utf8(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var bytes = (byte*)NativeMemory.AllocZeroed((nuint)length + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(bytes, length));
        return bytes;
    }

    /// <summary>A NULL-terminated array of <see cref="Utf8"/> copies.</summary>
    public static byte** Utf8Array(IReadOnlyList<string> texts)
    {
        var array = (byte**)NativeMemory.AllocZeroed((nuint)(texts.Count + 1), (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Count; i++)
            array[i] = Utf8(texts[i]);
        return array;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);
}
