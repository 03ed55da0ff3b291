namespace IntegrationAgent.Driver;

/// <summary>Which changes to read.</summary>
public sealed class ChangesRequest
{
    /// <summary>The object's name.</summary>
    public required string Object { get; init; }

    /// <summary>The fields to read of records that exist; the driver adds the key fields in front where they are missing.</summary>
    public required IReadOnlyList<string> Fields { get; init; }

    /// <summary>Only changes after this: a <see cref="ChangePage.Position"/> from before, or null for everything that exists now.</summary>
    public string? Since { get; init; }

    /// <summary>Where no position is known: only changes after this moment, in UTC; null otherwise. Ignored when <see cref="Since"/> is set.</summary>
    public DateTimeOffset? SinceTime { get; init; }

    /// <summary>True to report deletes only; the pages then hold no changed records. Not where <see cref="ObjectSchema.DeletesUnknown"/> is set.</summary>
    public bool DeletesOnly { get; init; }

    /// <summary>Only records that match; deletes are reported whether they matched or not.</summary>
    public Filter? Filter { get; init; }

    /// <summary>About how many changes a page should have; null for the driver's choice.</summary>
    public int? PageSize { get; init; }
}
