namespace IntegrationAgent.Driver;

/// <summary>How a field is compared with a value.</summary>
public enum ComparisonOperator
{
    /// <summary>The same, or both missing.</summary>
    Equal = 0,

    /// <summary>Not the same; a missing value differs from every value.</summary>
    NotEqual = 1,

    /// <summary>Less.</summary>
    Less = 2,

    /// <summary>Less or the same.</summary>
    LessOrEqual = 3,

    /// <summary>Greater.</summary>
    Greater = 4,

    /// <summary>Greater or the same.</summary>
    GreaterOrEqual = 5,

    /// <summary>A text that begins with the value.</summary>
    StartsWith = 6,

    /// <summary>A text that ends with the value.</summary>
    EndsWith = 7,

    /// <summary>A text that contains the value.</summary>
    Contains = 8,
}
