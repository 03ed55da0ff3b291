namespace IntegrationAgent.Driver.Generators.Model;

/// <summary>How a value of an operation looks in JSON.</summary>
internal enum JsonTypeKind
{
    /// <summary>Read and written by one helper named after the type: numbers, text, dates and the like.</summary>
    Scalar = 0,
    Enum = 1,
    List = 2,
    Map = 3,
    Object = 4,
    Any = 5,
}
