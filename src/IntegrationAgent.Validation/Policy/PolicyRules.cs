namespace IntegrationAgent.Agent.Validation.Policy;

/// <summary>What each family of refusals says.</summary>
internal static class PolicyRules
{
    private static readonly Dictionary<string, (string Message, string NextAction)> Texts = new(StringComparer.Ordinal)
    {
        ["FILE"] = ("A script has no files: '{0}' is not allowed.", "Read and write through job.Connection(…) only."),
        ["PROCESS"] = ("A script starts no programs and looks at none: '{0}' is not allowed.", "Do it with a connection, or leave it out."),
        ["NETWORK"] = ("A script has no network: '{0}' is not allowed.", "Reach systems through job.Connection(…) only."),
        ["REFLECTION"] = ("Reflection is not allowed: '{0}'.", "Name types and members directly."),
        ["UNSAFE"] = ("Unsafe code is not allowed: '{0}'.", "Use ordinary types."),
        ["PINVOKE"] = ("Native code is not allowed: '{0}'.", "Leave it out."),
        ["ENVIRONMENT"] = ("A script knows nothing of the machine it runs on: '{0}' is not allowed.", "Use job.Parameters for what may vary."),
        ["CONSOLE"] = ("A script has no console: '{0}' is not allowed.", "Write to the run's log with job.Log(…)."),
        ["THREADS"] = ("A script starts no threads and does not block: '{0}' is not allowed.", "Use await; the flow reads ahead by itself."),
        ["DYNAMIC"] = ("'dynamic' is not allowed.", "Use the classes of the bindings."),
        ["CLOCK"] = ("'{0}' would differ in a replay.", "Use job.Now, the run's logical time."),
        ["RANDOM"] = ("'{0}' would differ in a replay.", "Use job.Random, or a key that comes from the record."),
        ["TYPE"] = ("'{0}' is not among what a script may use.", "Use the flow's operators, the collections, text, numbers and dates."),
        ["DIRECTIVE"] = ("The directive '{0}' is not allowed.", "Only #:package of the scripting package and of the connections' drivers, and #:property PublishAot=false, may stand in a script."),
        ["ATTRIBUTE"] = ("The attribute '{0}' is not allowed.", "Remove it."),
        ["SYNTAX"] = ("'{0}' is not allowed in a script.", "Remove it."),
        ["TEXT"] = ("The script holds an invisible or direction-changing character ({0}).", "Remove it; write it as an escape if it belongs to a text."),
        ["CONSTANT"] = ("{0} is not a constant.", "Write it as a text between quotation marks, so that a reader sees where the data goes."),
        ["FILTER"] = ("The source cannot filter by '{0}'.", "Compare a field with a value that does not depend on the record; leave everything else out of Where."),
        ["STATE"] = ("'{0}' is kept from one record to the next.", "Let each record stand for itself; use DistinctBy or Lookup for what concerns several."),
        ["BINDING"] = ("'{0}' belongs to another connection.", "Use the connection that the class was generated for."),
    };

    public static ScriptDiagnostic Diagnostic(string family, string what, int line, int column)
    {
        var (message, nextAction) = Texts[family];
        var shown = what.Length <= 80 ? what : string.Concat(what.AsSpan(0, 79), "…");
        return new ScriptDiagnostic
        {
            Code = "E-POL-" + family,
            Message = message.Replace("{0}", shown.ReplaceLineEndings(" "), StringComparison.Ordinal),
            NextAction = nextAction,
            Line = line,
            Column = column,
        };
    }
}
