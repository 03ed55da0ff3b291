namespace IntegrationAgent.Driver.Generators.Model;

/// <summary>How a value gets into a property.</summary>
internal enum PropertySetter
{
    /// <summary>Not at all: it is only read.</summary>
    None = 0,

    /// <summary>In an initializer.</summary>
    Initializer = 1,

    /// <summary>As an argument of the constructor.</summary>
    Constructor = 2,
}
