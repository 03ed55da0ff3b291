using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IntegrationAgent.Jail.Probe;

internal static partial class Cases
{
    private static readonly List<byte[]> s_kept = [];
    private static volatile int s_spin;

    private static void Resources()
    {
        Add("resource: CPU spin", () =>
        {
            while (true)
                s_spin++;
        });
        Add("resource: sleep forever", () =>
        {
            Thread.Sleep(Timeout.Infinite);
            return Outcome.Allowed;
        });
        Add("resource: 10 GB managed", () =>
        {
            for (var i = 0; i < 1280; i++)
            {
                var block = new byte[8 << 20];
                Array.Fill(block, (byte)1);
                s_kept.Add(block);
            }

            return Outcome.Allowed;
        });
        Add("resource: 10 GB native", () => Native());
        Add("resource: 1 GB of console output", () =>
        {
            var line = new string('x', 1023) + "\n";
            for (var i = 0; i < 1 << 20; i++)
                Console.Error.Write(line);
            return Outcome.Allowed;
        });
        Add("resource: deep recursion", () => Recurse(0).ToString(System.Globalization.CultureInfo.InvariantCulture));
        Add("resource: finaliser that hangs", () =>
        {
            Forget();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Outcome.Allowed;
        });
        Add("resource: FailFast", () =>
        {
            Environment.FailFast("on purpose");
            return Outcome.Allowed;
        });
        Add("resource: 1,000,000 files", () =>
        {
            for (var i = 0; i < 1_000_000; i++)
                File.Create(Path.Combine(Own, $"f{i}")).Dispose();
            return Outcome.Allowed;
        });
        Add("resource: 10,000 open files", () =>
        {
            var open = new List<FileStream>();
            for (var i = 0; i < 10_000; i++)
                open.Add(File.OpenRead(typeof(Cases).Assembly.Location));
            return Outcome.Allowed;
        });
    }

    private static unsafe string Native()
    {
        for (var i = 0; i < 640; i++)
        {
            var block = NativeMemory.Alloc(16 << 20);
            new Span<byte>(block, 16 << 20).Fill(1);
        }

        return Outcome.Allowed;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Recurse(int depth) => Recurse(depth + 1) + Recurse(depth + 2) + 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget() => _ = new Hanging();

    private sealed class Hanging
    {
        ~Hanging() => Thread.Sleep(Timeout.Infinite);
    }
}
