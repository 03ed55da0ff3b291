namespace IntegrationAgent.Driver.Generators.Parsing;

/// <summary>The greatest length of each free text of a manifest, in UTF-16 units. The published schema states the same.</summary>
internal static class TextLimits
{
    public const int DisplayName = 60;
    public const int NativeLanguage = 40;
    public const int Summary = 300;
    public const int Description = 200;
    public const int Scope = 100;
    public const int Default = 200;
    public const int ReadFrom = 100;
    public const int Host = 253;
    public const int Idiom = 200;
    public const int ErrorText = 160;
    public const int OperationSummary = 240;
    public const int SchemaDescription = 160;
    public const int ExampleId = 80;
}
