using System.Text.Json;

namespace IntegrationAgent.Driver.Trimming;

/// <summary>A member of every kind that an operation can take or answer.</summary>
public sealed class EveryValue
{
    /// <summary>A text.</summary>
    public required string Text { get; init; }

    /// <summary>A flag.</summary>
    public bool? Flag { get; init; }

    /// <summary>A number.</summary>
    public long Number { get; init; }

    /// <summary>An amount.</summary>
    public decimal Amount { get; init; }

    /// <summary>A ratio.</summary>
    public double Ratio { get; init; }

    /// <summary>A moment.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>A day.</summary>
    public DateOnly Day { get; init; }

    /// <summary>A time.</summary>
    public TimeOnly Time { get; init; }

    /// <summary>An id.</summary>
    public Guid Id { get; init; }

    /// <summary>An address.</summary>
    public Uri? Address { get; init; }

    /// <summary>A choice.</summary>
    public Color Color { get; init; }

    /// <summary>Anything.</summary>
    public JsonElement Any { get; init; }

    /// <summary>Texts.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Numbers by name.</summary>
    public IReadOnlyDictionary<string, int> Numbers { get; init; } = new Dictionary<string, int>();

    /// <summary>Another object.</summary>
    public InnerValue? Inner { get; init; }
}
