namespace IntegrationAgent.Scripting.Standalone;

/// <summary>What the command line of a script that is started by itself says.</summary>
internal sealed class StandaloneOptions
{
    public bool Apply { get; init; }

    public bool Full { get; init; }

    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    public static StandaloneOptions Parse(IReadOnlyList<string> args)
    {
        bool apply = false, full = false;
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--apply":
                    apply = true;
                    break;
                case "--full":
                    full = true;
                    break;
                case "--param" when i + 1 < args.Count && args[i + 1].Split('=', 2) is [{ Length: > 0 } name, var value]:
                    parameters[name] = value;
                    i++;
                    break;
                default:
                    throw new ScriptException("E-SCR-USAGE", $"The option '{args[i]}' is not known.", "Use --apply to write, --full to forget the checkpoint, --param name=value for a parameter.");
            }
        }

        return new StandaloneOptions { Apply = apply, Full = full, Parameters = parameters };
    }
}
