namespace IntegrationAgent.Drivers.Salesforce.Simulator.Soql;

internal enum SoqlTokenKind
{
    End,
    Identifier,
    String,
    Number,
    Date,
    DateTime,
    Time,
    Symbol,
}

/// <summary>One token with its place in the query text.</summary>
internal readonly record struct SoqlToken(SoqlTokenKind Kind, string Text, int Start)
{
    public bool IsWord(string word) => Kind == SoqlTokenKind.Identifier && Text.Equals(word, StringComparison.OrdinalIgnoreCase);

    public bool IsSymbol(string symbol) => Kind == SoqlTokenKind.Symbol && Text == symbol;
}
