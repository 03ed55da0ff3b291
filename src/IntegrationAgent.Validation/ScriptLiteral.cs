namespace IntegrationAgent.Agent.Validation;

/// <summary>A constant in a script.</summary>
/// <param name="Text">Its value as text.</param>
/// <param name="IsNumber">True for a number.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
public sealed record ScriptLiteral(string Text, bool IsNumber, int Line, int Column)
{
    /// <summary>Where it comes from, once somebody has looked; see <see cref="LiteralProvenance"/>.</summary>
    public LiteralOrigin Origin { get; init; }
}
