namespace IntegrationAgent.Jail.Probe;

/// <summary>Every attempt by name. Each really tries: nothing but the sandbox stands between it and the machine.</summary>
internal static partial class Cases
{
    private static readonly Dictionary<string, Func<string, string>> s_all = new(StringComparer.Ordinal);

    static Cases()
    {
        Network();
        Files();
        Processes();
        Kernel();
        Resources();
        Runtime();
        Driver();
    }

    public static Func<string, string> Named(string name) => s_all[name];

    private static void Add(string name, Func<string> attempt) => s_all.Add(name, _ => attempt());

    private static void Add(string name, Func<string, string> attempt) => s_all.Add(name, attempt);
}
