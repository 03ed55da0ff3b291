namespace IntegrationAgent.Driver.Trimming;

/// <summary>A choice.</summary>
public enum Color
{
    /// <summary>Red.</summary>
    Red = 0,

    /// <summary>Green.</summary>
    Green = 1,
}
