namespace Acme_Drivers.Zephyr.Sample;

/// <summary>One field of an object of the sample server.</summary>
public sealed record SampleField(string Name, string Type)
{
    public string Label { get; init; } = "";

    public bool Required { get; init; }

    public bool Writable { get; init; } = true;

    public bool Unique { get; init; }

    public bool Custom { get; init; }

    public bool Sortable => Type != "json";

    public int? MaxLength { get; init; }

    public int? Precision { get; init; }

    public int? Scale { get; init; }

    public IReadOnlyList<string>? Choices { get; init; }

    public string? References { get; init; }

    public string? Path { get; init; }
}
