namespace IntegrationAgent.Agent.Validation;

/// <summary>One thing that is wrong with a script, written for whoever repairs it: a person or a model.</summary>
public sealed record ScriptDiagnostic
{
    /// <summary>The stable code: <c>E-CMP-…</c>, <c>E-POL-…</c> or <c>E-EFF-…</c>.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong, in one sentence, without record content.</summary>
    public required string Message { get; init; }

    /// <summary>What to write instead.</summary>
    public string NextAction { get; init; } = "";

    /// <summary>The line in the script, from 1; 0 where it concerns no line.</summary>
    public int Line { get; init; }

    /// <summary>The column, from 1; 0 where it concerns no line.</summary>
    public int Column { get; init; }

    /// <summary>The nearest valid names, best first.</summary>
    public IReadOnlyList<string> Suggestions { get; init; } = [];

    /// <summary>The compiler's own number, for example <c>CS1061</c>; empty where the compiler did not find it.</summary>
    public string CompilerId { get; init; } = "";

    /// <summary>One line for a terminal or a model.</summary>
    public override string ToString()
    {
        var place = Line > 0 ? $"({Line},{Column}) " : "";
        var nearest = Suggestions.Count > 0 ? $" Nearest: {string.Join(", ", Suggestions)}." : "";
        return $"{place}{Code}: {Message}{nearest}{(NextAction.Length > 0 ? " " + NextAction : "")}";
    }
}
