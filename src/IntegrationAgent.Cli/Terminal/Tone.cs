namespace IntegrationAgent.Cli.Terminal;

/// <summary>How a text is meant; a colour where there are colours.</summary>
internal enum Tone
{
    Plain = 0,
    Dim = 1,
    Strong = 2,
    Good = 3,
    Warn = 4,
    Bad = 5,
}
